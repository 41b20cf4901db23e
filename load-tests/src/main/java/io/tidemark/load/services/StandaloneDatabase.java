package io.tidemark.load.services;

import io.tidemark.app.command.CommandFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL that can be stopped, killed, and started again on the same files and port. */
public final class StandaloneDatabase implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path directory;
  private final int port;
  private EmbeddedDatabase running;

  private StandaloneDatabase(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Starts one, with an empty database when the folder is not there. */
  public static StandaloneDatabase start(Path directory, int port) {
    StandaloneDatabase database = new StandaloneDatabase(directory, port);
    database.start();
    return database;
  }

  public String jdbcUrl(int throughPort) {
    return "jdbc:postgresql://127.0.0.1:" + throughPort + "/postgres?user=postgres";
  }

  public int port() {
    return port;
  }

  /** Starts it again; after a kill its former children may have to end first. */
  public synchronized void start() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        running = EmbeddedDatabase.start(directory, port);
        return;
      } catch (CommandFailure refused) {
        if (System.nanoTime() > deadline) {
          throw refused;
        }
      }
      pause();
    }
  }

  /** Starts it again if it has ended by itself. */
  public synchronized void revive() {
    if (!OrphanedPostgres.isRunning(directory)) {
      release();
      start();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(300);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted while PostgreSQL was starting");
    }
  }

  /** Ends its clients' sessions, and it: PostgreSQL's fast shutdown. */
  public synchronized void stop() {
    if (running != null) {
      OrphanedPostgres.stop(directory);
      release();
    }
  }

  /** SIGKILL: it has to recover from its log when it is started again. */
  public synchronized void kill() {
    OrphanedPostgres.find(directory)
        .ifPresent(
            postgres -> {
              postgres.destroyForcibly();
              try {
                postgres.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
              } catch (java.util.concurrent.ExecutionException | TimeoutException failure) {
                throw CommandFailure.failed("PostgreSQL outlived a kill", failure);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    release();
  }

  private void release() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  @Override
  public synchronized void close() {
    stop();
  }
}

package io.tidemark.load.queries;

import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Many writers and readers on three nodes. Whoever brings the token of an event must find it in the
 * account and in its row, also while the projection is rebuilt for other columns and nodes leave or
 * die. The same with positions in place of tokens is a control, which must fail.
 */
public final class TokenBench implements AutoCloseable {
  private static final int NODES = 3;
  private static final int ACCOUNTS = 500;
  private static final int EVENTS_A_SECOND = 400;
  private static final Duration LONGEST_REBUILD = Duration.ofMinutes(2);

  private final Consumer<String> progress;
  private final int readers;
  private final Optional<Path> keep;
  private final Path folder;
  private final EmbeddedServices services;
  private final RollingNodes nodes;
  private final AccountLoad load;

  /** What goes on while it is read. */
  public enum Trouble {
    /** Nothing. */
    NONE,
    /** One node is killed, and comes back with other columns, which the others have not. */
    ONE_NODE,
    /**
     * All nodes get other columns, twice, one after the other: by being asked to leave, and the
     * first of the second round by being killed.
     */
    TWO_ROUNDS
  }

  /**
   * Starts all, and the writers.
   *
   * @param readers that read side by side
   * @param keep where the nodes' logs are kept; none means that they are removed at the end
   * @param progress is told how far it is
   */
  public TokenBench(int readers, Optional<Path> keep, Consumer<String> progress)
      throws IOException, InterruptedException {
    this.readers = readers;
    this.keep = keep;
    this.progress = progress;
    folder =
        keep.isPresent()
            ? Files.createDirectories(keep.get().toAbsolutePath())
            : Files.createTempDirectory("tidemark-tokens-");
    services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
    try {
      nodes = RollingNodes.start(services, folder, NODES);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      services.close();
      throw failure;
    }
    load = new AccountLoad(services.bootstrapServers(), ACCOUNTS, EVENTS_A_SECOND);
    progress.accept(NODES + " nodes are ready");
  }

  /**
   * Reads until so many answers are checked and the trouble is over.
   *
   * @param byPosition the control: without tokens
   */
  public TokenFigures read(long reads, boolean byPosition, Trouble trouble)
      throws IOException, InterruptedException, ExecutionException {
    try (Waiting waiting = new Waiting(byPosition);
        TokenReaders reading = new TokenReaders(nodes, load, waiting.positions, readers)) {
      FutureTask<Void> troubling =
          new FutureTask<>(
              () -> {
                makeTrouble(trouble, reading, reads);
                return null;
              });
      Thread thread = new Thread(troubling, "trouble");
      thread.setDaemon(true);
      thread.start();
      long said = 0;
      while (reading.checked() < reads || !troubling.isDone()) {
        load.requireSound();
        TimeUnit.MILLISECONDS.sleep(100);
        if (reading.checked() - said >= Math.max(1, reads / 10)) {
          said = reading.checked();
          progress.accept(
              said + " of " + reads + " answers: " + reading.figures().stale() + " stale");
        }
      }
      troubling.get();
      reading.close();
      return reading.figures();
    }
  }

  /** The positions, if they are what is waited for. */
  private final class Waiting implements AutoCloseable {
    private final Optional<Positions> positions;

    Waiting(boolean byPosition) {
      positions =
          byPosition
              ? Optional.of(new Positions(services.bootstrapServers(), services.jdbcUrl()))
              : Optional.empty();
    }

    @Override
    public void close() throws InterruptedException {
      if (positions.isPresent()) {
        positions.get().close();
      }
    }
  }

  private void makeTrouble(Trouble trouble, TokenReaders reading, long reads)
      throws IOException, InterruptedException {
    switch (trouble) {
      case NONE -> {}
      case ONE_NODE -> {
        awaitChecked(reading, reads / 10);
        restart(NODES - 1, true, 1);
        awaitRebuilding(reading);
      }
      case TWO_ROUNDS -> {
        awaitChecked(reading, reads / 10);
        round(1, false);
        awaitChecked(reading, reads / 2);
        round(2, true);
        awaitRebuilding(reading);
      }
    }
  }

  private void round(int edition, boolean firstKilled) throws IOException, InterruptedException {
    for (int number = NODES - 1; number >= 0; number--) {
      restart(number, firstKilled && number == NODES - 1, edition);
    }
  }

  private void restart(int number, boolean killed, int edition)
      throws IOException, InterruptedException {
    progress.accept("node " + (number + 1) + (killed ? " is killed" : " is asked to leave"));
    nodes.restart(number, killed, edition);
    progress.accept("node " + (number + 1) + " is back with edition " + edition);
  }

  /** A rebuild that nobody reads beside shows nothing; one may be over before it is noticed. */
  private static void awaitRebuilding(TokenReaders reading) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_REBUILD.toNanos();
    while (reading.figures().whileRebuilding() == 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void awaitChecked(TokenReaders reading, long least) throws InterruptedException {
    while (reading.checked() < least) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      load.close();
    } finally {
      nodes.close();
      services.close();
      if (keep.isEmpty()) {
        Folders.delete(folder);
      }
    }
  }
}

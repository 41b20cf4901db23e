package io.tidemark.load.services;

import io.tidemark.app.command.CommandFailure;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One PostgreSQL, a process of its own beside this one. Durable: a commit survives kill -9. */
final class EmbeddedDatabase implements Starting.Part {
  /** A database that was killed under load replays up to max_wal_size before it answers. */
  private static final Duration LONGEST_START = Duration.ofSeconds(90);

  private final EmbeddedPostgres postgres;
  private final Path directory;

  private EmbeddedDatabase(EmbeddedPostgres postgres, Path directory) {
    this.postgres = postgres;
    this.directory = directory;
  }

  static EmbeddedDatabase start(Path directory, int port) {
    return start(directory, port, Map.of());
  }

  /**
   * @param further settings of the server
   */
  static EmbeddedDatabase start(Path directory, int port, Map<String, String> further) {
    Path log = directory.resolveSibling("postgres.log");
    Path creating = directory.resolveSibling("postgres.creating");
    try {
      prepare(directory, creating);
      EmbeddedPostgres postgres = open(directory, port, log.toFile(), further);
      if (!OrphanedPostgres.isRunning(directory)) {
        // The builder takes whoever answers on the port for its own server.
        throw new IOException("another server answers on that port");
      }
      Files.deleteIfExists(creating);
      return new EmbeddedDatabase(postgres, directory);
    } catch (IOException | RuntimeException failure) {
      OrphanedPostgres.stop(directory);
      throw CommandFailure.failed(
          "the embedded PostgreSQL did not start on port " + port + ": " + why(log, failure),
          failure);
    }
  }

  private static EmbeddedPostgres open(
      Path directory, int port, File log, Map<String, String> further) throws IOException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    further.forEach(builder::setServerConfig);
    return builder
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPort(port)
        .setPGStartupWait(LONGEST_START)
        .setOutputRedirector(Redirect.appendTo(log))
        .setErrorRedirector(Redirect.appendTo(log))
        .setLocaleConfig("locale", "C")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("shared_buffers", "256MB")
        .setServerConfig("max_wal_size", "2GB")
        .setServerConfig("max_connections", "100")
        // The builder starts the server with -F (no fsync), which these take back.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  int port() {
    return postgres.getPort();
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      // A long last checkpoint can outlast the builder's patience of five seconds.
      OrphanedPostgres.stop(directory);
    }
  }

  /**
   * A kill in the middle of initdb leaves a folder that is neither empty nor a database. A mark
   * beside it, there from before initdb until the first start, tells it from one that holds data.
   */
  private static void prepare(Path directory, Path creating) throws IOException {
    if (Files.exists(creating)) {
      Folders.delete(directory);
    } else if (!Files.exists(directory)) {
      Files.createFile(creating);
    }
  }

  private static String why(Path log, Exception failure) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.stream()
          .filter(line -> line.contains("FATAL:") || line.contains("error:"))
          .reduce((first, second) -> second)
          .orElse(failure.getMessage() + "; see " + log);
    } catch (IOException unreadable) {
      return String.valueOf(failure.getMessage());
    }
  }
}

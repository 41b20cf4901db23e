package io.tidemark.load.services;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL that outlived the process that had started it. It is found by the postmaster.pid of
 * its folder and ended only when the process of that id is a postgres of that very folder: after a
 * restart of the machine the id may belong to anything.
 */
final class OrphanedPostgres {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private OrphanedPostgres() {}

  /** Ends it, and returns when it has ended; a stale file is left for PostgreSQL to remove. */
  static void stop(Path directory) {
    Optional<ProcessHandle> found = find(directory);
    if (found.isEmpty()) {
      return;
    }
    ProcessHandle orphan = found.get();
    try {
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM, the only one Java sends, waits for clients.
      new ProcessBuilder("kill", "-INT", Long.toString(orphan.pid()))
          .redirectErrorStream(true)
          .start()
          .waitFor();
      orphan.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException failure) {
      throw CommandFailure.failed(
          "a PostgreSQL of an earlier start still runs on "
              + directory
              + " (process "
              + orphan.pid()
              + ") and does not end",
          failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted while an earlier PostgreSQL was ending");
    }
  }

  /** Whether a PostgreSQL of that very folder runs. */
  static boolean isRunning(Path directory) {
    return find(directory).isPresent();
  }

  /** The PostgreSQL of that very folder, if it runs. */
  static Optional<ProcessHandle> find(Path directory) {
    Path file = directory.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 2 || !sameFolder(Path.of(lines.get(1).trim()), directory)) {
        return Optional.empty();
      }
      return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
          .filter(ProcessHandle::isAlive)
          .filter(process -> isPostgresOf(process, directory));
    } catch (IOException | NumberFormatException unreadable) {
      // Half written, or gone meanwhile: PostgreSQL itself decides at its start.
      return Optional.empty();
    }
  }

  private static boolean isPostgresOf(ProcessHandle process, Path directory) {
    boolean postgres =
        process
            .info()
            .command()
            .map(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
            .orElse(false);
    if (!postgres) {
      return false;
    }
    Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
    if (Files.exists(workingDirectory)) {
      // A postmaster works in its data folder.
      return sameFolder(workingDirectory, directory);
    }
    return process
        .info()
        .commandLine()
        .map(line -> line.contains(directory.toString()))
        .orElse(true);
  }

  private static boolean sameFolder(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException missing) {
      return false;
    }
  }
}

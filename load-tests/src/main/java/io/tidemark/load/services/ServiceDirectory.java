package io.tidemark.load.services;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The folder both services keep their files in, held by one process at a time. The lock is the
 * operating system's, so it ends with the process, however that ends.
 */
final class ServiceDirectory implements AutoCloseable {
  private final Path root;
  private final boolean temporary;
  private final FileChannel channel;

  private ServiceDirectory(Path root, boolean temporary, FileChannel channel) {
    this.root = root;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Opens and locks the folder, creating it when it is missing.
   *
   * @throws CommandFailure when another start holds it or it cannot be written
   */
  static ServiceDirectory open(Optional<Path> wanted) {
    try {
      Path root =
          wanted.isPresent()
              ? Files.createDirectories(wanted.get().toAbsolutePath().normalize())
              : Files.createTempDirectory("tidemark-");
      FileChannel channel =
          FileChannel.open(
              root.resolve("tidemark.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locks(channel)) {
        channel.close();
        throw CommandFailure.failed(
            "the folder " + root + " is in use by another start; end that one or choose another");
      }
      return new ServiceDirectory(root, wanted.isEmpty(), channel);
    } catch (IOException failure) {
      throw CommandFailure.failed(
          "the folder "
              + wanted.map(Path::toString).orElse("for temporary files")
              + " cannot be used: "
              + failure,
          failure);
    }
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  @Override
  public void close() {
    try {
      if (temporary) {
        Folders.delete(root);
      }
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}

package io.tidemark.load.services;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A folder that is a file system in memory of its own, so that it can be full. */
public final class OwnDisk implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final int SPARE = 256;
  private static final int MOST_SPARE = 16_384;

  private final Path folder;
  private final int megabytes;
  private boolean mounted = true;

  private OwnDisk(Path folder, int megabytes) {
    this.folder = folder;
    this.megabytes = megabytes;
  }

  /**
   * Makes the folder one; empty when this machine or this user may not.
   *
   * @param folder empty, or not there
   * @param megabytes its size; only what is used takes memory
   */
  public static Optional<OwnDisk> at(Path folder, int megabytes)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    return run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tidemark", folder + "")
        ? Optional.of(new OwnDisk(folder, megabytes))
        : Optional.empty();
  }

  /** From now on there is hardly a page left on it. */
  public void fill() throws IOException, InterruptedException {
    FileStore store = Files.getFileStore(folder);
    // While it is looked at, more is written: a size below what is used is refused.
    for (int spareKilobytes = 0; spareKilobytes < MOST_SPARE; spareKilobytes += SPARE) {
      long used = (store.getTotalSpace() - store.getUnallocatedSpace()) / 1024;
      if (isResized(used + spareKilobytes + "k")) {
        return;
      }
    }
    throw new IOException(folder + " cannot be made full");
  }

  /** It has its size again. */
  public void empty() throws IOException, InterruptedException {
    if (!isResized(megabytes + "m")) {
      throw new IOException(folder + " could not be given its size again");
    }
  }

  private boolean isResized(String size) throws IOException, InterruptedException {
    return run("mount", "-o", "remount,size=" + size, folder.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  /** It is gone with all that is on it; whatever is still open there is gone when it is closed. */
  @Override
  public synchronized void close() {
    try {
      if (mounted && run("umount", "-l", folder.toString())) {
        mounted = false;
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

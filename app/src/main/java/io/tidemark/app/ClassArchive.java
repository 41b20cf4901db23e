package io.tidemark.app;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of classes from which the next start of the same program takes what this one loaded,
 * which spares it a fourth of its time. When there is none that fits, the launcher has the JVM list
 * what it loads and says where the archive is to be; it is put together by a process of its own,
 * once the start is over, and nothing depends on it.
 */
public final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

  /** Where the launcher wants it. */
  private static final String WANTED = "tidemark.class-archive";

  /** By then what a start makes busy is quiet again, and the first events have been taken in. */
  private static final Duration AFTER = Duration.ofSeconds(30);

  private ClassArchive() {}

  /** Has it written in the background, if the launcher wants one. */
  public static void writeLater() {
    String wanted = System.getProperty(WANTED);
    if (wanted == null) {
      return;
    }
    Path target = Path.of(wanted);
    // As the launcher had the JVM name it.
    Path list =
        target.resolveSibling(target.getFileName() + ".pid" + ProcessHandle.current().pid());
    list.toFile().deleteOnExit();
    Thread writer = new Thread(() -> writeWhenQuiet(list, target), "class-archive");
    writer.setDaemon(true);
    writer.start();
  }

  private static void writeWhenQuiet(Path list, Path target) {
    try {
      Thread.sleep(AFTER.toMillis());
      write(list, ManagementFactory.getRuntimeMXBean().getInputArguments(), target);
    } catch (IOException e) {
      // The next start takes as long as this one; the one after that may have it.
      LOG.debug("no archive of classes", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes it for programs of this process's class path, in some seconds of another process.
   *
   * @param list the classes, as {@code -XX:DumpLoadedClassList} lists them
   * @param options of the JVM that is to use it
   * @param target is there only when it is whole
   */
  public static void write(Path list, List<String> options, Path target)
      throws IOException, InterruptedException {
    Path part = target.resolveSibling(list.getFileName() + ".part");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Collector and layout of objects are to be the same; all else is not for this process.
    options.stream().filter(option -> option.matches("-XX:[+-]Use.*")).forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + part,
            "-cp",
            System.getProperty("java.class.path")));
    Process dump =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    Thread ending = new Thread(dump::destroy, "end-class-archive");
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      if (dump.waitFor() != 0) {
        throw new IOException("the archive's process ended with " + dump.exitValue());
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    Runtime.getRuntime().removeShutdownHook(ending);
  }
}

package io.tidemark.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of classes from which the next start of the same program takes what this one loaded,
 * which spares it a fourth of its time. The launcher says where it is to be when there is none that
 * fits; it is put together by a process of its own, once the start is over, and nothing depends on
 * it.
 */
public final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

  /** Where the launcher wants it. */
  private static final String PROPERTY = "tidemark.class-archive";

  /** By then what a start makes busy is quiet again, and the first events have been taken in. */
  private static final Duration AFTER = Duration.ofSeconds(30);

  private ClassArchive() {}

  /** Has it written in the background, if the launcher wants one. */
  public static void writeLater() {
    String wanted = System.getProperty(PROPERTY);
    if (wanted == null) {
      return;
    }
    Thread writer = new Thread(() -> writeWhenQuiet(Path.of(wanted)), "class-archive");
    writer.setDaemon(true);
    writer.start();
  }

  private static void writeWhenQuiet(Path target) {
    try {
      Thread.sleep(AFTER.toMillis());
      write(target);
    } catch (IOException | JMException e) {
      // The next start takes as long as this one; the one after that may have it.
      LOG.debug("no archive of classes", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes it, in a few seconds of another process.
   *
   * @param target is there only when it is whole
   */
  static void write(Path target) throws IOException, JMException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path part = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      // What `jcmd VM.cds static_dump` does.
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "vmCds",
              new Object[] {new String[] {"static_dump", part.toString()}},
              new String[] {String[].class.getName()});
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}

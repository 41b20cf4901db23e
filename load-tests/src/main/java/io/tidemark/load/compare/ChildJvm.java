package io.tidemark.load.compare;

import io.tidemark.load.services.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of this class path in a JVM of its own, set up alike for every system compared. */
final class ChildJvm implements AutoCloseable {
  private static final int CODE_COLLECTED_SINCE = 21;
  private static final int COMPACT_HEADERS_SINCE = 25;

  private final Path log;
  private final Process process;

  private ChildJvm(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  /**
   * What all of them get.
   *
   * @param heap as {@code -Xmx} takes it
   * @param further options of the JVM, for instance of a profiler
   */
  record Options(String heap, List<String> further) {}

  static ChildJvm start(
      Path log, Options options, Map<String, String> environment, List<String> program)
      throws IOException {
    List<String> jvm = new ArrayList<>(asLaunched(Runtime.version().feature()));
    jvm.add("-Xms" + options.heap());
    jvm.add("-Xmx" + options.heap());
    jvm.addAll(options.further());
    return new ChildJvm(log, JavaProcess.start(log, jvm, environment, program));
  }

  /** What a node's JVM of that version gets from the launcher on a machine of two processors. */
  static List<String> asLaunched(int version) {
    List<String> jvm = new ArrayList<>();
    jvm.add("-XX:+UseParallelGC");
    jvm.add("-XX:NewRatio=1");
    jvm.add("-XX:MetaspaceSize=128m");
    jvm.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
    if (version >= CODE_COLLECTED_SINCE) {
      jvm.add("-XX:SweeperThreshold=100");
    }
    if (version >= COMPACT_HEADERS_SINCE) {
      jvm.add("-XX:+UseCompactObjectHeaders");
    }
    return jvm;
  }

  /**
   * Requires that it still runs.
   *
   * @throws IllegalStateException with what it said last when it does not
   */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      List<String> lines = Files.readAllLines(log);
      throw new IllegalStateException(
          "it ended with "
              + process.exitValue()
              + ":\n"
              + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
    }
  }

  /**
   * What is alive on its heap, in bytes: has it do a full collection. Needs the JDK's jcmd.
   *
   * @throws IOException when there is none, or it fails
   */
  long liveBytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // The last line: Total INSTANCES BYTES.
    String[] total = said.strip().substring(said.strip().lastIndexOf('\n') + 1).split("\\s+");
    if (jcmd.waitFor() != 0 || !total[0].equals("Total")) {
      throw new IOException("jcmd said: " + said);
    }
    return Long.parseLong(total[2]);
  }

  /** Ends it without a warning, as {@code kill -9} does. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end, and ends it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

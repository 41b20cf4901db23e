package io.tidemark.load.cluster;

import io.tidemark.load.services.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One node as a process of its own, on this process's class path, that can be stopped, killed,
 * paused and continued. Only processes started here are ever sent a signal.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("(?m)^ready http=http://[^:]+:(\\d+)");
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");

  private final String name;
  private final Path log;
  private final Process process;

  private NodeProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * How to start one.
   *
   * @param name for messages and the log's file name
   * @param folder where its log goes
   * @param aggregates the aggregates file
   * @param environment its {@code TIDEMARK_*} settings; nothing of this process's environment that
   *     starts so is handed on
   * @param heapMegabytes its largest heap
   */
  public record Options(
      String name,
      Path folder,
      Path aggregates,
      Map<String, String> environment,
      int heapMegabytes) {}

  /** Starts one; does not wait for it. */
  public static NodeProcess start(Options options) throws IOException {
    Path log = options.folder().resolve(options.name() + ".log");
    List<String> jvm = new ArrayList<>(JVM);
    jvm.add("-Xmx" + options.heapMegabytes() + "m");
    Process process =
        JavaProcess.start(
            log,
            jvm,
            options.environment(),
            List.of(
                "io.tidemark.app.Main", "run", "--aggregates", options.aggregates().toString()));
    return new NodeProcess(options.name(), log, process);
  }

  public String name() {
    return name;
  }

  /** What it has said so far, on both outputs. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until it says that it is ready.
   *
   * @return the port of its HTTP
   * @throws IllegalStateException with the end of its log when it ends before or takes too long
   */
  public int awaitReady(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Integer> port = httpPort();
      if (port.isPresent()) {
        return port.get();
      }
      if (!isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            name + (isAlive() ? " is not ready in time" : " has ended") + ":\n" + lastLines());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** The port of its HTTP, once it has said that it is ready. */
  public Optional<Integer> httpPort() throws IOException {
    return READY.matcher(log()).results().map(found -> Integer.valueOf(found.group(1))).findFirst();
  }

  /** The end of its log. */
  public String lastLines() throws IOException {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** SIGTERM: asks it to leave. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL: it has no say in it. */
  public void kill() {
    process.destroyForcibly();
  }

  /** SIGSTOP: it does nothing until continued, and does not know. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void unpause() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Completes when it has ended. */
  public CompletableFuture<?> onExit() {
    return process.onExit();
  }

  /** Its exit code, if it ends in time. */
  public OptionalInt awaitExit(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  private void signal(String signal) throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException(name + " has ended and cannot be sent SIG" + signal);
    }
    int exit =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -" + signal + " of " + name + " failed with " + exit);
    }
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.tidemark.load.faults;

import io.tidemark.load.services.BrokerListener;
import io.tidemark.load.services.JavaProcess;
import io.tidemark.load.services.StandaloneBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The broker in a process of its own, started again on the same files and ports. */
final class BrokerProcess implements AutoCloseable {
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m");

  /** A start that takes so long will not succeed any more; another one may. */
  private static final Duration START = Duration.ofMinutes(4);

  private static final int ATTEMPTS = 2;
  private static final Duration END = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private final List<BrokerListener> listeners;
  private int starts;
  private Process process;

  /**
   * @param folder for its files and its log
   */
  BrokerProcess(Path folder, int port, List<BrokerListener> listeners) {
    this.folder = folder;
    this.port = port;
    this.listeners = listeners;
  }

  /** Starts it, and returns when it serves. */
  synchronized void start() throws IOException, InterruptedException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (isServingInTime()) {
        return;
      }
      kill();
    }
    throw new IllegalStateException("the broker did not start; see its logs in " + folder);
  }

  private boolean isServingInTime() throws IOException, InterruptedException {
    Path log = folder.resolve("broker." + ++starts + ".log");
    List<String> program = new ArrayList<>();
    program.add(StandaloneBroker.class.getName());
    program.add(folder.resolve("kafka").toString());
    program.add(Integer.toString(port));
    listeners.forEach(listener -> program.add(listener.text()));
    process = JavaProcess.start(log, JVM, Map.of(), program);
    long deadline = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (Files.readString(log).lines().anyMatch("ready"::equals)) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return false;
  }

  /** SIGTERM, and returns when it has ended. */
  synchronized void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      kill();
    }
  }

  /** SIGKILL. */
  synchronized void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}

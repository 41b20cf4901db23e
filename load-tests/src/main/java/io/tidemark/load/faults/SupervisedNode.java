package io.tidemark.load.faults;

import io.tidemark.load.cluster.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A node and whoever looks after it, as Kubernetes would: when it has ended, for whatever reason,
 * it is started again.
 */
final class SupervisedNode implements AutoCloseable {
  private static final int HEAP_MEGABYTES = 512;
  private static final Duration START = Duration.ofMinutes(10);

  private final String name;
  private final Path folder;
  private final Path aggregates;
  private final Map<String, String> environment;
  private int starts;
  private NodeProcess process;
  private boolean wanted;
  private int ownEnds;

  SupervisedNode(String name, Path folder, Path aggregates, Map<String, String> environment) {
    this.name = name;
    this.folder = folder;
    this.aggregates = aggregates;
    this.environment = Map.copyOf(environment);
  }

  String name() {
    return name;
  }

  synchronized void start() throws IOException {
    wanted = true;
    process =
        NodeProcess.start(
            new NodeProcess.Options(
                name + "." + ++starts, folder, aggregates, environment, HEAP_MEGABYTES));
  }

  /** Starts it again if it has ended by itself; true when it had. */
  synchronized boolean revive() throws IOException {
    if (!wanted || process.isAlive()) {
      return false;
    }
    ownEnds++;
    start();
    return true;
  }

  /** How often it ended by itself. */
  synchronized int ownEnds() {
    return ownEnds;
  }

  /** All that it said since it was started last. */
  String log() throws IOException {
    return process().log();
  }

  /** The end of what it said before it was started last. */
  String lastWords() throws IOException {
    return process().lastLines();
  }

  /** Waits until it is ready, across its restarts. */
  int awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      NodeProcess current = process();
      try {
        return current.awaitReady(Duration.ofSeconds(60));
      } catch (IllegalStateException ended) {
        if (System.nanoTime() > deadline) {
          throw ended;
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  /** The port of its HTTP; empty while it is away or starting. */
  Optional<Integer> httpPort() throws IOException {
    NodeProcess current = process();
    return current != null && current.isAlive() ? current.httpPort() : Optional.empty();
  }

  private synchronized NodeProcess process() {
    return process;
  }

  /** SIGKILL; it stays dead until it is started. */
  synchronized void kill() {
    wanted = false;
    process.kill();
  }

  /** SIGTERM; it stays away until it is started. */
  void terminate() throws InterruptedException {
    NodeProcess leaving;
    synchronized (this) {
      wanted = false;
      leaving = process;
    }
    leaving.terminate();
    leaving.awaitExit(Duration.ofSeconds(60));
  }

  /** SIGSTOP. */
  synchronized void pause() throws IOException, InterruptedException {
    process.pause();
  }

  /** SIGCONT, if it is still there. */
  synchronized void resume() throws IOException, InterruptedException {
    if (process.isAlive()) {
      process.unpause();
    }
  }

  @Override
  public synchronized void close() {
    wanted = false;
    if (process != null) {
      process.close();
    }
  }
}

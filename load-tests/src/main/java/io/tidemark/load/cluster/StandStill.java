package io.tidemark.load.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * How long the partitions of one node stand still: from its death until an offset of theirs is
 * committed again, which is after everything before it was stored and announced. Events must arrive
 * on all of them meanwhile.
 */
public final class StandStill {
  private static final long PAUSE_MILLISECONDS = 100;
  private static final long LAST_WORDS_MILLISECONDS = 1_000;

  private final GroupView groups;
  private final Map<String, Set<Integer>> waiting = new HashMap<>();
  private final Map<String, Map<Integer, Long>> before = new HashMap<>();
  private long began;
  private long first;
  private long last;

  private StandStill(GroupView groups) {
    this.groups = groups;
  }

  /** Takes note of what a node consumes while it is alive. */
  public static StandStill of(GroupView groups, List<String> types, String address)
      throws ExecutionException, InterruptedException {
    StandStill standStill = new StandStill(groups);
    for (String type : types) {
      standStill.waiting.put(type, new HashSet<>(groups.partitionsOf(type, address)));
    }
    return standStill;
  }

  /** The node has died just now. */
  public void begin() {
    began = System.nanoTime();
    Thread watch = new Thread(this::watch, "stand-still");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    try {
      // What it sent last may still be on its way into the broker.
      Thread.sleep(LAST_WORDS_MILLISECONDS);
      for (String type : waiting.keySet()) {
        before.put(type, groups.committed(type));
      }
      while (!look()) {
        Thread.sleep(PAUSE_MILLISECONDS);
      }
    } catch (ExecutionException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean look() throws ExecutionException, InterruptedException {
    for (String type : waiting.keySet()) {
      Map<Integer, Long> now = groups.committed(type);
      synchronized (this) {
        boolean moved =
            waiting
                .get(type)
                .removeIf(
                    number ->
                        now.getOrDefault(number, 0L) > before.get(type).getOrDefault(number, 0L));
        if (moved) {
          last = System.nanoTime();
          first = first == 0 ? last : first;
        }
      }
    }
    synchronized (this) {
      notifyAll();
      return isOver();
    }
  }

  private boolean isOver() {
    return waiting.values().stream().allMatch(Set::isEmpty);
  }

  /**
   * Waits until all partitions move again.
   *
   * @throws IllegalStateException when some do not for too long
   */
  public synchronized void await(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isOver()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException("these partitions still stand still: " + waiting);
      }
      wait(left);
    }
  }

  /** Seconds until the first of the partitions moved again. */
  public synchronized double firstSeconds() {
    return (first - began) / 1e9;
  }

  /** Seconds until all of them had moved again. */
  public synchronized double allSeconds() {
    return (last - began) / 1e9;
  }
}

package io.tidemark.load.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * How long any partition went without an offset being committed, while events arrived on all of
 * them. An offset is committed after everything before it was stored and announced.
 */
final class LongestPause implements AutoCloseable {
  private static final long PAUSE_MILLISECONDS = 250;

  private final GroupView groups;
  private final List<String> types;
  private final Thread watch = new Thread(this::watch, "longest-pause");
  private final Map<String, Moved> moved = new HashMap<>();
  private volatile boolean over;
  private double longest;
  private String where = "nowhere";

  private record Moved(long offset, long nanos) {}

  LongestPause(GroupView groups, List<String> types) {
    this.groups = groups;
    this.types = List.copyOf(types);
  }

  /** To be called when events arrive on all partitions. */
  LongestPause begin() {
    watch.setDaemon(true);
    watch.start();
    return this;
  }

  private void watch() {
    try {
      while (!over) {
        for (String type : types) {
          groups.committed(type).forEach((number, offset) -> look(type + "-" + number, offset));
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void look(String partition, long offset) {
    long now = System.nanoTime();
    Moved before = moved.get(partition);
    if (before != null && before.offset() == offset) {
      double seconds = (now - before.nanos()) / 1e9;
      if (seconds > longest) {
        longest = seconds;
        where = partition;
      }
    } else {
      moved.put(partition, new Moved(offset, now));
    }
  }

  /** Ends the watch; to be called while events still arrive. */
  @Override
  public void close() throws InterruptedException {
    over = true;
    watch.join();
  }

  synchronized double seconds() {
    return longest;
  }

  synchronized String where() {
    return where;
  }
}

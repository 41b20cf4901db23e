package io.tidemark.app.wiring;

import io.tidemark.app.http.BusyException;
import io.tidemark.persistence.projection.ProjectionTables;
import io.tidemark.persistence.projection.RequiredRow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Tells when rows of one projection are as far as somebody wants, whichever node writes them. One
 * query asks for all of them at a time, and only while somebody waits, so that many who wait cost
 * the database no more than one. No thread waits.
 */
final class RowWatch {
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** The most rows that one query asks for. */
  private static final int MOST_IDS = 1_000;

  private static final int MOST_WAITING = 10_000;

  private final ProjectionTables tables;
  private final Executor blocking;
  private List<Waiting> waiting = new ArrayList<>();
  private boolean looking;

  private record Waiting(RequiredRow row, long deadline, CompletableFuture<Boolean> reached) {}

  /**
   * @param blocking runs the queries, which block
   */
  RowWatch(ProjectionTables tables, Executor blocking) {
    this.tables = tables;
    this.blocking = blocking;
  }

  /**
   * When a row is far enough.
   *
   * @param deadline of {@link System#nanoTime}
   * @return whether it is, or else the time has run out
   */
  CompletionStage<Boolean> reached(RequiredRow row, long deadline) {
    CompletableFuture<Boolean> reached = new CompletableFuture<>();
    synchronized (this) {
      if (waiting.size() >= MOST_WAITING) {
        return CompletableFuture.failedFuture(
            new BusyException(MOST_WAITING + " requests wait for rows; try again"));
      }
      waiting.add(new Waiting(row, deadline, reached));
      if (!looking) {
        looking = true;
        lookLater();
      }
    }
    return reached;
  }

  private void lookLater() {
    CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, blocking)
        .execute(this::look);
  }

  private void look() {
    List<Waiting> some;
    synchronized (this) {
      some = waiting;
      waiting = new ArrayList<>();
    }
    List<Waiting> left = new ArrayList<>();
    try {
      Map<String, Long> versions = versions(some);
      for (Waiting each : some) {
        Optional<Long> version = Optional.ofNullable(versions.get(each.row().id()));
        if (each.row().isReached(version)) {
          each.reached().complete(true);
        } else if (each.deadline() - System.nanoTime() <= 0) {
          each.reached().complete(false);
        } else {
          left.add(each);
        }
      }
    } catch (SQLException | RuntimeException failure) {
      some.forEach(each -> each.reached().completeExceptionally(failure));
      left.clear();
    }
    synchronized (this) {
      waiting.addAll(left);
      looking = !waiting.isEmpty();
      if (looking) {
        lookLater();
      }
    }
  }

  private Map<String, Long> versions(List<Waiting> some) throws SQLException {
    Set<String> ids = new HashSet<>();
    some.forEach(each -> ids.add(each.row().id()));
    Map<String, Long> versions = new HashMap<>();
    List<String> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += MOST_IDS) {
      versions.putAll(tables.versions(all.subList(from, Math.min(all.size(), from + MOST_IDS))));
    }
    return versions;
  }
}

package io.tidemark.app.wiring;

import io.tidemark.app.http.AggregateReader;
import io.tidemark.app.http.AwaitedToken;
import io.tidemark.app.http.NotIncludedException;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.persistence.aggregate.AggregateActor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** Reads aggregates where they are. */
public final class Aggregates implements AggregateReader {
  private static final int MOST_WAITS = 10_000;

  private final Map<String, RunningType> types;
  private final Waits waits = new Waits(MOST_WAITS);

  public Aggregates(Map<String, RunningType> types) {
    this.types = types;
  }

  @Override
  public CompletionStage<Optional<Answer>> read(
      String type, String id, Optional<AwaitedToken> awaited) {
    RunningType running = types.get(type);
    if (running == null || !mayExist(id)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletionStage<AggregateActor.Answer> answer =
        awaited.isPresent()
            ? including(type, id, awaited.get().token().token(), awaited.get().timeout())
            : running.aggregates().read(id, running.partition(id));
    return answer.thenApply(found -> found.json().map(json -> new Answer(json, found.token())));
  }

  /**
   * One that includes a token; fails with {@link NotIncludedException} when it does not in time.
   *
   * @param type a known type
   */
  CompletionStage<AggregateActor.Answer> including(
      String type, String id, ConsistencyToken token, Duration patience) {
    if (!mayExist(id)) {
      return CompletableFuture.failedFuture(new NotIncludedException(patience));
    }
    RunningType running = types.get(type);
    return waits
        .during(() -> running.aggregates().read(id, running.partition(id), token, patience))
        .exceptionally(
            failure -> {
              throw failure instanceof TimeoutException
                      || failure.getCause() instanceof TimeoutException
                  ? new NotIncludedException(patience)
                  : new CompletionException(failure);
            });
  }

  /**
   * No event is taken in whose id has a NUL, which PostgreSQL does not hold. Whoever asked for one
   * would have it wait for ever for an aggregate that cannot be looked up.
   */
  private static boolean mayExist(String id) {
    return id.indexOf('\0') < 0;
  }
}

package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.pekko.Done;

/** Aggregates that come when the test says so, and are told nothing. */
final class FakeGateway implements AggregateGateway {
  final Map<Integer, CompletableFuture<Done>> placing = new HashMap<>();
  IntPredicate wanted = number -> false;

  @Override
  public CompletionStage<List<Receipt>> submit(
      String epoch, int partition, List<Submission> submissions, Instant now) {
    throw new UnsupportedOperationException("nothing is submitted here");
  }

  @Override
  public Map<Integer, CompletionStage<Done>> place(
      Set<Integer> partitions, IntPredicate stillWanted) {
    wanted = stillWanted;
    return partitions.stream()
        .collect(
            Collectors.toMap(
                number -> number,
                number -> placing.computeIfAbsent(number, missing -> new CompletableFuture<>())));
  }
}

package io.tidemark.app.wiring;

import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.persistence.aggregate.AggregateSharding;
import io.tidemark.streams.ingest.AggregateGateway;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import org.apache.pekko.Done;

/** The way of an ingest stream to the aggregates in the cluster. */
record ShardedGateway(AggregateSharding aggregates) implements AggregateGateway {
  @Override
  public CompletionStage<List<Receipt>> submit(
      String epoch, int partition, List<Submission> submissions, Instant now) {
    return aggregates.submit(epoch, partition, submissions, now);
  }

  @Override
  public Map<Integer, CompletionStage<Done>> place(Set<Integer> partitions, IntPredicate wanted) {
    return aggregates.place(partitions, wanted);
  }
}

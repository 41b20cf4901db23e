package io.tidemark.app.wiring;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.persistence.aggregate.AggregateSharding;
import io.tidemark.streams.ingest.AggregateGateway;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import org.apache.pekko.Done;

/** The way of an ingest stream to the aggregates in the cluster. */
record ShardedGateway(AggregateSharding aggregates) implements AggregateGateway {
  @Override
  public CompletionStage<Receipt> submit(
      String epoch, String aggregateId, int partition, Instruction instruction, Instant now) {
    return aggregates.submit(epoch, aggregateId, partition, instruction, now);
  }

  @Override
  public Map<Integer, CompletionStage<Done>> place(Set<Integer> partitions, IntPredicate wanted) {
    return aggregates.place(partitions, wanted);
  }
}

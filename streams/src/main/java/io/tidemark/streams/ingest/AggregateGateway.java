package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Receipt;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import org.apache.pekko.Done;

/** Hands instructions to aggregates, and brings these to where their partitions are consumed. */
public interface AggregateGateway {
  /**
   * Hands one over; instructions of one aggregate arrive in the order of the calls.
   *
   * @param epoch names the stream that asks
   * @return the receipt, once all is durable
   */
  CompletionStage<Receipt> submit(
      String epoch, String aggregateId, int partition, Instruction instruction, Instant now);

  /**
   * Brings the aggregates of partitions to this node.
   *
   * @param wanted whether a partition is still consumed here; otherwise the wait for it ends
   * @return by partition, when its aggregates are here
   */
  Map<Integer, CompletionStage<Done>> place(Set<Integer> partitions, IntPredicate wanted);
}

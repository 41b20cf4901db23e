package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Receipt;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Hands instructions to aggregates. */
public interface AggregateGateway {
  /**
   * Hands one over; instructions of one aggregate arrive in the order of the calls.
   *
   * @param epoch names the stream that asks
   * @return the receipt, once all is durable
   */
  CompletionStage<Receipt> submit(
      String epoch, String aggregateId, int partition, Instruction instruction, Instant now);
}

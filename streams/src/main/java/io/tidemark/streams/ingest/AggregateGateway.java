package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import org.apache.pekko.Done;

/** Hands instructions to aggregates, and brings these to where their partitions are consumed. */
public interface AggregateGateway {
  /**
   * Hands instructions to aggregates of one partition; those of one aggregate arrive there in the
   * order of the calls and of the list.
   *
   * @param epoch names the stream that asks
   * @param submissions at least one
   * @return the receipts in the same order, once all is durable
   */
  CompletionStage<List<Receipt>> submit(
      String epoch, int partition, List<Submission> submissions, Instant now);

  /**
   * Brings the aggregates of partitions to this node.
   *
   * @param wanted whether a partition is still consumed here; otherwise the wait for it ends
   * @return by partition, when its aggregates are here
   */
  Map<Integer, CompletionStage<Done>> place(Set<Integer> partitions, IntPredicate wanted);
}

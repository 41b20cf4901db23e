package io.tidemark.app.wiring;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the partitions of topics begin and end, asked of Kafka every few seconds at most, however
 * often it is wanted. Blocking.
 */
final class TopicEnds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicEnds.class);
  private static final long KEPT = TimeUnit.SECONDS.toNanos(5);
  private static final long PATIENCE_SECONDS = 5;

  private final Admin admin;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Map<Integer, long[]> ends, long at) {}

  /** Asks through this client, and closes it in the end. */
  TopicEnds(Admin admin) {
    this.admin = admin;
  }

  /**
   * The first offset and the end of each partition.
   *
   * @return empty while Kafka does not tell
   */
  Map<Integer, long[]> of(String topic) {
    return known
        .compute(
            topic,
            (name, before) ->
                before != null && System.nanoTime() - before.at() < KEPT
                    ? before
                    : new Known(ask(name), System.nanoTime()))
        .ends();
  }

  private Map<Integer, long[]> ask(String topic) {
    try {
      TopicDescription description =
          admin
              .describeTopics(java.util.List.of(topic))
              .allTopicNames()
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .get(topic);
      Map<TopicPartition, OffsetSpec> first = new HashMap<>();
      Map<TopicPartition, OffsetSpec> last = new HashMap<>();
      description
          .partitions()
          .forEach(
              info -> {
                TopicPartition partition = new TopicPartition(topic, info.partition());
                first.put(partition, OffsetSpec.earliest());
                last.put(partition, OffsetSpec.latest());
              });
      Map<TopicPartition, ListOffsetsResultInfo> begins = ask(first);
      Map<Integer, long[]> ends = new HashMap<>();
      ask(last)
          .forEach(
              (partition, end) ->
                  ends.put(
                      partition.partition(),
                      new long[] {begins.get(partition).offset(), end.offset()}));
      return ends;
    } catch (ExecutionException | TimeoutException failure) {
      LOG.debug("The ends of {} are not known: {}", topic, failure.toString());
      return Map.of();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ask(Map<TopicPartition, OffsetSpec> asked)
      throws ExecutionException, TimeoutException, InterruptedException {
    return admin
        .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}

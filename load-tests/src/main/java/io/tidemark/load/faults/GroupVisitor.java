package io.tidemark.load.faults;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.demo.BundledAggregates;
import io.tidemark.streams.ingest.InternalTopics;
import io.tidemark.streams.ingest.LaneAssignor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Joins the nodes' consumer groups and leaves them again, as a node does that comes and goes. It
 * gets its share of the partitions and does nothing about them: it commits nothing, so whoever has
 * them next goes on where their last node stopped. So partitions leave the nodes and come back,
 * whatever those are doing just then.
 */
final class GroupVisitor {
  private static final Duration POLL = Duration.ofMillis(100);

  private GroupVisitor() {}

  /** Stays in the groups of all types for so long. */
  static void visit(String bootstrapServers, long milliseconds) {
    long deadline = System.nanoTime() + milliseconds * 1_000_000;
    List<KafkaConsumer<byte[], byte[]>> visitors = new ArrayList<>();
    try {
      BundledAggregates.load(Installation.AGGREGATES)
          .forEach(definition -> visitors.add(visitor(bootstrapServers, definition)));
      while (System.nanoTime() < deadline) {
        visitors.forEach(visitor -> visitor.poll(POLL));
      }
    } finally {
      visitors.forEach(visitor -> visitor.close(Duration.ofSeconds(2)));
    }
  }

  private static KafkaConsumer<byte[], byte[]> visitor(
      String bootstrapServers, AggregateDefinition definition) {
    KafkaConsumer<byte[], byte[]> visitor =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                Installation.GROUP + "-" + definition.type(),
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                LaneAssignor.class.getName(),
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                6_000,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    visitor.subscribe(InternalTopics.inputsOf(definition));
    return visitor;
  }
}

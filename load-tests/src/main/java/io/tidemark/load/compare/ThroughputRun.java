package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One contestant on one load, on services of its own. The load stands in Kafka before it starts, so
 * nothing but its own work and the services' has the machine. The time is that of the broker's
 * clock, from the first state of a measured aggregate to the last one's final state; start-up and
 * warm-up are before it.
 */
final class ThroughputRun {
  private static final Duration STALL = Duration.ofMinutes(3);
  private static final short ALONE = 1;

  private final StandardLoad load;
  private final ChildJvm.Options jvm;
  private final PoisonedAggregates poisoned;

  ThroughputRun(StandardLoad load, ChildJvm.Options jvm) {
    this(load, jvm, PoisonedAggregates.NONE);
  }

  /**
   * @param poisoned aggregates that do not count
   */
  ThroughputRun(StandardLoad load, ChildJvm.Options jvm, PoisonedAggregates poisoned) {
    this.load = load;
    this.jvm = jvm;
    this.poisoned = poisoned;
  }

  /**
   * What was measured, of states that were found right.
   *
   * @param eventsPerSecond distinct events
   * @param states how many states were announced of measured aggregates
   */
  record Result(double eventsPerSecond, long states) {}

  /**
   * Runs it.
   *
   * @throws IllegalStateException when it ends, stalls, or comes to wrong states
   */
  Result run(Contestant contestant, Path folder)
      throws IOException, InterruptedException, ExecutionException {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        Admin admin =
            Admin.create(
                Map.<String, Object>of("bootstrap.servers", services.bootstrapServers()))) {
      admin
          .createTopics(List.of(topic(StandardLoad.INPUT), topic(StandardLoad.OUTPUT)))
          .all()
          .get();
      StandardLoad.Expected expected;
      try (EventPublisher publisher = poisoned.publisher(services.bootstrapServers())) {
        expected = poisoned.without(load.publish(publisher));
      }
      try (ChildJvm process = contestant.start(services, folder, jvm)) {
        awaitConsumed(admin, contestant.group(), process);
      }
      return contestant.announcesStates()
          ? judge(services.bootstrapServers(), expected)
          : count(services.bootstrapServers());
    }
  }

  private NewTopic topic(String name) {
    return new NewTopic(name, load.partitions(), ALONE)
        .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  private void awaitConsumed(Admin admin, String group, ChildJvm process)
      throws IOException, InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int number = 0; number < load.partitions(); number++) {
      wanted.put(new TopicPartition(StandardLoad.INPUT, number), OffsetSpec.latest());
    }
    Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(wanted).all().get();
    long left = Long.MAX_VALUE;
    long moved = System.nanoTime();
    while (left > 0) {
      TimeUnit.MILLISECONDS.sleep(500);
      process.requireAlive();
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      long now = 0;
      for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
        OffsetAndMetadata offset = committed.get(end.getKey());
        now += end.getValue().offset() - (offset == null ? 0 : offset.offset());
      }
      if (now != left) {
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > STALL.toNanos()) {
        throw new IllegalStateException(
            "nothing was consumed for " + STALL.toSeconds() + " s, with " + left + " records left");
      }
      left = now;
    }
  }

  /** Told of every record of the output that is about a measured aggregate. */
  private interface Reader {
    void read(int aggregate, ConsumerRecord<byte[], byte[]> message);
  }

  private void read(String bootstrapServers, Reader reader) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, load.partitions())
              .mapToObj(number -> new TopicPartition(StandardLoad.OUTPUT, number))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
          String id = new String(message.key(), StandardCharsets.UTF_8);
          if (id.startsWith(StandardLoad.MEASURED)) {
            reader.read(Integer.parseInt(id.substring(StandardLoad.MEASURED.length())), message);
          }
        }
      }
    }
  }

  private Result count(String bootstrapServers) {
    long[] figures = {Long.MAX_VALUE, Long.MIN_VALUE, 0};
    read(
        bootstrapServers,
        (aggregate, message) -> {
          figures[0] = Math.min(figures[0], message.timestamp());
          figures[1] = Math.max(figures[1], message.timestamp());
          figures[2]++;
        });
    return new Result(load.events() * 1_000.0 / (figures[1] - figures[0]), figures[2]);
  }

  private Result judge(String bootstrapServers, StandardLoad.Expected expected) throws IOException {
    Seen seen = new Seen(expected);
    read(bootstrapServers, seen);
    long events = 0;
    for (int aggregate = 0; aggregate < load.aggregates(); aggregate++) {
      if (!poisoned.contains(aggregate)) {
        verify(aggregate, seen.last[aggregate], expected);
        events += expected.versions()[aggregate];
      }
    }
    return new Result(events * 1_000.0 / (seen.end - seen.begin), seen.states);
  }

  private final class Seen implements Reader {
    private final StandardLoad.Expected expected;
    private final long[] version = new long[load.aggregates()];
    private final byte[][] last = new byte[load.aggregates()][];
    private long begin = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;
    private long states;

    Seen(StandardLoad.Expected expected) {
      this.expected = expected;
    }

    @Override
    public void read(int aggregate, ConsumerRecord<byte[], byte[]> message) {
      states++;
      begin = Math.min(begin, message.timestamp());
      byte[] sequence = message.headers().lastHeader("ce_sequence").value();
      long now = Long.parseLong(new String(sequence, StandardCharsets.UTF_8));
      if (now > version[aggregate]) {
        version[aggregate] = now;
        last[aggregate] = message.value();
        end = now == expected.versions()[aggregate] ? Math.max(end, message.timestamp()) : end;
      }
    }
  }

  private static void verify(int aggregate, byte[] state, StandardLoad.Expected expected)
      throws IOException {
    long version = expected.versions()[aggregate];
    if (version == 0 && state == null) {
      return;
    }
    JsonNode found = state == null ? null : ExactJson.mapper().readTree(state);
    if (found == null
        || found.path("version").longValue() != version
        || found
                .at("/state/balance")
                .decimalValue()
                .compareTo(BigDecimal.valueOf(expected.cents()[aggregate], 2))
            != 0) {
      throw new IllegalStateException(
          "account-%d must have version %d and %d cents, and is %s"
              .formatted(aggregate, version, expected.cents()[aggregate], found));
    }
  }
}

package io.tidemark.app.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.Settings;
import io.tidemark.app.http.AggregateReader;
import io.tidemark.app.http.ChangeReader;
import io.tidemark.app.http.InvalidRequestException;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.projection.ProjectedValues;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.Subscriptions;
import org.apache.pekko.kafka.javadsl.Consumer;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Follows the topics of announcements, each stream with a consumer of its own: so it goes on
 * wherever its reader was, on whichever node, and waits for its reader without anything piling up.
 *
 * <p>Of an aggregate the end of its partition is looked up first, then the aggregate is read, then
 * the partition is followed from that end. What is announced later than the look-up is followed;
 * what was announced earlier is in what was read. So nothing falls between.
 */
final class KafkaChangeReader implements ChangeReader {
  private static final Duration POLL_EVERY = Duration.ofMillis(50);
  private static final Duration POLL_FOR = Duration.ofMillis(1);
  private static final List<String> ONLY_ANSWERED = List.of("held", "gaps", "deadLetters");

  private final ActorSystem<?> system;
  private final Settings.Kafka settings;
  private final AggregateReader aggregates;
  private final Map<String, String> topics;
  private final Map<String, Followed> projections;
  private final Admin admin;

  /** A projection and the topic that it is made from. */
  record Followed(String topic, ProjectionDefinition definition) {}

  /**
   * @param aggregates tells what an aggregate is now
   * @param topics where each aggregate type is announced
   * @param projections by name
   */
  KafkaChangeReader(
      ActorSystem<?> system,
      Settings.Kafka settings,
      AggregateReader aggregates,
      Map<String, String> topics,
      Map<String, Followed> projections) {
    this.system = system;
    this.settings = settings;
    this.aggregates = aggregates;
    this.topics = Map.copyOf(topics);
    this.projections = Map.copyOf(projections);
    this.admin = KafkaClients.admin(settings);
    system.getWhenTerminated().thenRun(() -> admin.close(Duration.ZERO));
  }

  @Override
  public CompletionStage<Source<Change, NotUsed>> ofAggregate(
      String type, String id, OptionalLong after) {
    String topic = topics.get(type);
    return partitions(topic)
        .thenCompose(
            number -> {
              TopicPartition partition =
                  new TopicPartition(topic, EnvelopeDecoder.partition(id, number));
              return ends(List.of(partition));
            })
        .thenCompose(
            ends ->
                aggregates
                    .read(type, id, Optional.empty())
                    .thenApplyAsync(
                        now -> following(id, now.map(KafkaChangeReader::state), after, ends)));
  }

  private Source<Change, NotUsed> following(
      String id, Optional<JsonNode> now, OptionalLong after, Map<TopicPartition, Long> from) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    Source<JsonNode, NotUsed> announced =
        records(from)
            .filter(record -> record.value() != null && Arrays.equals(key, record.key()))
            .mapConcat(record -> json(record.value()).stream().toList());
    // An aggregate that only holds events has no version to be told of.
    return Source.from(now.filter(state -> state.path("version").asLong() > 0).stream().toList())
        .concat(announced)
        .statefulMapConcat(
            () -> {
              long[] newest = {after.orElse(0)};
              return state -> {
                long version = state.path("version").asLong();
                if (version <= newest[0]) {
                  return List.of();
                }
                newest[0] = version;
                return List.of(change(Long.toString(version), state, state));
              };
            });
  }

  @Override
  public CompletionStage<Source<Change, NotUsed>> ofProjection(
      String name, Optional<String> after) {
    Followed followed = projections.get(name);
    Optional<StreamPosition> position =
        after.map(
            text ->
                StreamPosition.read(text)
                    .orElseThrow(
                        () ->
                            new InvalidRequestException(
                                "Last-Event-ID takes the id of an event of this stream")));
    return partitions(followed.topic())
        .thenCompose(number -> ends(all(followed.topic(), number)))
        .thenApply(ends -> following(followed, position, ends));
  }

  private Source<Change, NotUsed> following(
      Followed followed, Optional<StreamPosition> after, Map<TopicPartition, Long> ends) {
    long[] next = new long[ends.size()];
    ends.forEach((partition, end) -> next[partition.partition()] = end);
    // A topic that was made anew is shorter than it was.
    after.ifPresent(
        position ->
            Arrays.setAll(
                next, partition -> Math.min(next[partition], position.offset(partition))));
    Map<TopicPartition, Long> from = new HashMap<>();
    ends.keySet().forEach(partition -> from.put(partition, next[partition.partition()]));
    StreamPosition start = StreamPosition.at(next);
    return Source.single(new Change(start.text(), "position", "{}"))
        .concat(
            records(from)
                .statefulMapConcat(
                    () -> {
                      StreamPosition position = StreamPosition.at(next);
                      return record -> {
                        position.read(record.partition(), record.offset());
                        return record.value() == null
                            ? List.of()
                            : json(record.value()).stream()
                                .map(state -> row(followed.definition(), position.text(), state))
                                .toList();
                      };
                    }));
  }

  private static Change row(ProjectionDefinition definition, String id, JsonNode announced) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.set("id", announced.get("id"));
    row.set("version", announced.get("version"));
    if (!announced.path("deleted").asBoolean()) {
      ProjectedValues.add(row, definition, announced.path("state"));
    }
    return change(id, announced, row);
  }

  private static Change change(String id, JsonNode announced, JsonNode data) {
    String kind = announced.path("deleted").asBoolean() ? "deleted" : "changed";
    try {
      return new Change(id, kind, ExactJson.mapper().writeValueAsString(data));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a JSON tree could not be written", impossible);
    }
  }

  /** What an announcement says, of what a query was answered. */
  private static JsonNode state(AggregateReader.Answer answer) {
    ObjectNode state =
        (ObjectNode)
            json(answer.json())
                .orElseThrow(() -> new IllegalStateException("an answer that is no JSON"));
    return state.remove(ONLY_ANSWERED);
  }

  /** Empty when it is no announcement: a topic is open to others. */
  private static Optional<JsonNode> json(byte[] value) {
    try {
      JsonNode announced = ExactJson.mapper().readTree(value);
      return announced.path("id").isTextual() && announced.path("version").isIntegralNumber()
          ? Optional.of(announced)
          : Optional.empty();
    } catch (IOException noJson) {
      return Optional.empty();
    }
  }

  private Source<ConsumerRecord<byte[], byte[]>, NotUsed> records(Map<TopicPartition, Long> from) {
    return Consumer.plainSource(consumer(), Subscriptions.assignmentWithOffset(from))
        .mapMaterializedValue(control -> NotUsed.notUsed());
  }

  private ConsumerSettings<byte[], byte[]> consumer() {
    return ConsumerSettings.create(system, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .withProperties(settings.properties())
        .withBootstrapServers(settings.bootstrapServers())
        .withProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
        .withProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false")
        .withProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .withProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "100")
        .withProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, "1048576")
        .withProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "262144")
        // Many of them share few threads.
        .withPollInterval(POLL_EVERY)
        .withPollTimeout(POLL_FOR);
  }

  private CompletionStage<Integer> partitions(String topic) {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .toCompletionStage()
        .thenApply(found -> found.get(topic).partitions().size());
  }

  private static List<TopicPartition> all(String topic, int number) {
    return IntStream.range(0, number)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  private CompletionStage<Map<TopicPartition, Long>> ends(List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    return admin
        .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .toCompletionStage()
        .thenApply(
            found -> {
              Map<TopicPartition, Long> ends = new HashMap<>();
              found.forEach((partition, end) -> ends.put(partition, end.offset()));
              return ends;
            });
  }
}

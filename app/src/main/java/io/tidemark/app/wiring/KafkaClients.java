package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.streams.ingest.LaneAssignor;
import io.tidemark.streams.ingest.PartitionProbe;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.ProducerSettings;

/** How this node's Kafka clients are set up. What guarantees depend on wins over user settings. */
public final class KafkaClients {
  private static final String LARGEST_REQUEST = "16777216";

  /**
   * How much of one partition comes at one time, as far as there is as much: some thousand records,
   * so that those of one aggregate meet in a batch.
   */
  private static final int PARTITION_FETCH = 4 * 1024 * 1024;

  /** How much of all partitions does; less than Kafka's default, for each type has its consumer. */
  private static final int FETCH = 8 * PARTITION_FETCH;

  private final ActorSystem<?> system;
  private final Settings.Kafka settings;

  public KafkaClients(ActorSystem<?> system, Settings.Kafka settings) {
    this.system = system;
    this.settings = settings;
  }

  /** What every client gets. */
  public static Map<String, Object> common(Settings.Kafka settings) {
    Map<String, Object> properties = new HashMap<>(settings.properties());
    properties.put("bootstrap.servers", settings.bootstrapServers());
    return properties;
  }

  /** A client for topics and groups. */
  public static Admin admin(Settings.Kafka settings) {
    return Admin.create(common(settings));
  }

  /**
   * How soon a group notices that one of its members is gone: 6 s, the least that brokers allow
   * unless told otherwise. A member that leaves says so, and none has a name that outlives it
   * (group.instance.id), so a node that stops is not waited for.
   */
  public static Map<String, String> membership() {
    return Map.of(
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000",
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1500");
  }

  /** The consumer of one aggregate type's input. */
  public ConsumerSettings<byte[], byte[]> consumer(String aggregateType) {
    return ConsumerSettings.create(system, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .withProperties(membership())
        .withProperty(
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(PARTITION_FETCH))
        .withProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(FETCH))
        .withProperties(settings.properties())
        .withBootstrapServers(settings.bootstrapServers())
        .withGroupId(settings.groupId() + "-" + aggregateType)
        .withClientId(aggregateType + "-" + Membership.address(system))
        .withProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
        .withProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false")
        .withProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .withProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000")
        // Partitions of one number go to one node, whichever topic of the type they are of.
        .withProperty(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, LaneAssignor.class.getName());
  }

  /** Looks beside that consumer, and outside its group, whether there is more to read. */
  public PartitionProbe probe(String aggregateType) {
    Map<String, Object> properties = common(settings);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.groupId() + "-" + aggregateType);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, aggregateType + "-probe");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    return new PartitionProbe(properties);
  }

  /** What this node goes by among those that announce aggregates of a type. */
  public String owner(String aggregateType) {
    return "tidemark-"
        + settings.groupId()
        + "-"
        + aggregateType
        + "-"
        + Membership.address(system);
  }

  /** The one producer of this node for all else. */
  public Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        sending(settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** What every producer gets, {@code feed}'s too. */
  public static Map<String, Object> sending(Settings.Kafka settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "2");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, "67108864");
    properties.putAll(common(settings));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    // On a topic just created a first batch may be refused and a second accepted; the first is then
    // refused until its time is up (KAFKA-15591). One request at a time cannot get there.
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    return properties;
  }

  /** Settings by which every stream sends through that one producer. */
  public ProducerSettings<byte[], byte[]> shared(Producer<byte[], byte[]> producer) {
    return ProducerSettings.create(system, new ByteArraySerializer(), new ByteArraySerializer())
        .withProducerFactory(ignored -> producer)
        .withCloseProducerOnStop(false)
        .withProducer(producer)
        .withEnrichCompletionStage(CompletableFuture::completedFuture);
  }
}

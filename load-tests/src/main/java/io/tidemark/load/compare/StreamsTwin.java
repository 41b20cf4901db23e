package io.tidemark.load.compare;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.app.wiring.KafkaClients;
import io.tidemark.domain.definition.AggregateDefinition;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.Stores;

/**
 * The standard work as a Kafka Streams program: the same domain code decodes, sequences and merges,
 * the state stands in RocksDB with a changelog, and the same states are announced, exactly once
 * (v2). Set up as its documentation recommends; where it leaves a choice, the faster one: the store
 * is cached, so that of several changes between two commits one is written.
 */
public final class StreamsTwin {
  static final String APPLICATION = "bench-twin";
  static final String STORE = "accounts";

  private static final String COMMIT_INTERVAL_MS = "100";
  private static final String THREADS = "2";

  private StreamsTwin() {}

  /**
   * Runs until it is asked to end.
   *
   * @param arguments the broker, and a folder for its state
   */
  public static void main(String[] arguments) throws DefinitionException {
    AggregateDefinition definition =
        AggregatesFile.parse("bench", StandardLoad.aggregatesFile()).get(0);
    KafkaStreams streams =
        new KafkaStreams(topology(definition), properties(arguments[0], arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.setUncaughtExceptionHandler(
        failure -> {
          failure.printStackTrace();
          return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
        });
    streams.start();
  }

  private static Topology topology(AggregateDefinition definition) {
    return new Topology()
        .addSource(
            "input", new ByteArrayDeserializer(), new ByteArrayDeserializer(), StandardLoad.INPUT)
        .addProcessor("aggregate", () -> new TwinProcessor(definition), "input")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of()),
            "aggregate")
        .addSink(
            "output",
            StandardLoad.OUTPUT,
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            "aggregate");
  }

  private static Properties properties(String bootstrapServers, String folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // As Tidemark's consumers: a group notices as soon that a member is dead.
    KafkaClients.membership()
        .forEach((name, value) -> properties.put(StreamsConfig.mainConsumerPrefix(name), value));
    return properties;
  }
}

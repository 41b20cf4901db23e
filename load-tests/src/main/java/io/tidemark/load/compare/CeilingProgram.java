package io.tidemark.load.compare;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.persistence.Schema;
import io.tidemark.streams.ingest.Decoded;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What hardware and parts allow: consumes, parses each event once, writes a journal row for each,
 * produces as many bytes as its state would have, and commits. No actors, no order, no merging, no
 * transactions of Kafka's. Two threads, each with half of the partitions and one statement a batch.
 */
public final class CeilingProgram {
  static final String GROUP = "bench-ceiling";

  private static final int THREADS = 2;
  private static final int STATE_BYTES = 230;
  private static final String INSERT =
      "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp,"
          + " event_ser_id, event_ser_manifest, event_payload)"
          + " select id, number, 'ceiling', 0, 741001, 'R1', payload"
          + " from unnest(?, ?, ?) as rows (id, number, payload)";

  private final String bootstrapServers;
  private final String jdbcUrl;
  private final AggregateDefinition definition;

  private CeilingProgram(String bootstrapServers, String jdbcUrl, AggregateDefinition definition) {
    this.bootstrapServers = bootstrapServers;
    this.jdbcUrl = jdbcUrl;
    this.definition = definition;
  }

  /**
   * Runs until it is ended.
   *
   * @param arguments the broker and the database
   */
  public static void main(String[] arguments) throws DefinitionException {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(arguments[1]);
    Schema.migrate(database);
    CeilingProgram program =
        new CeilingProgram(
            arguments[0],
            arguments[1],
            AggregatesFile.parse("bench", StandardLoad.aggregatesFile()).get(0));
    for (int thread = 0; thread < THREADS; thread++) {
      new Thread(program::work, "ceiling-" + thread).start();
    }
  }

  private void work() {
    Map<String, Object> broker = Map.of("bootstrap.servers", bootstrapServers);
    Map<String, Object> reading = new HashMap<>(broker);
    reading.put("group.id", GROUP);
    reading.put("auto.offset.reset", "earliest");
    reading.put("enable.auto.commit", "false");
    reading.put("max.poll.records", "2000");
    Map<String, Object> writing = new HashMap<>(broker);
    writing.put("batch.size", "131072");
    writing.put("linger.ms", "2");
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
        Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      consumer.subscribe(List.of(StandardLoad.INPUT));
      EnvelopeDecoder decoder =
          new EnvelopeDecoder(
              definition,
              new EventInterpreter(definition),
              consumer.partitionsFor(StandardLoad.INPUT).size());
      while (true) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        if (!records.isEmpty()) {
          store(connection, insert, decoder, records);
          produce(producer, records);
          consumer.commitSync();
        }
      }
    } catch (SQLException | ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void store(
      Connection connection,
      PreparedStatement insert,
      EnvelopeDecoder decoder,
      ConsumerRecords<byte[], byte[]> records)
      throws SQLException {
    List<String> ids = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    List<byte[]> payloads = new ArrayList<>();
    Instant now = Instant.now();
    for (ConsumerRecord<byte[], byte[]> message : records) {
      if (!(decoder.decode(message, now) instanceof Decoded.Accepted accepted)) {
        throw new IllegalStateException("the standard load has nothing but events");
      }
      // Duplicates are rows too: telling them apart would be work.
      ids.add("p" + message.partition());
      numbers.add(message.offset());
      payloads.add(EventFormat.write(accepted.event()).toString().getBytes(StandardCharsets.UTF_8));
    }
    Array idArray = connection.createArrayOf("text", ids.toArray());
    insert.setArray(1, idArray);
    insert.setArray(2, connection.createArrayOf("bigint", numbers.toArray()));
    insert.setArray(3, connection.createArrayOf("bytea", payloads.toArray(new byte[0][])));
    insert.executeUpdate();
  }

  private static void produce(
      KafkaProducer<byte[], byte[]> producer, ConsumerRecords<byte[], byte[]> records)
      throws InterruptedException, ExecutionException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> message : records) {
      ProducerRecord<byte[], byte[]> state =
          new ProducerRecord<>(
              StandardLoad.OUTPUT, null, message.key(), new byte[STATE_BYTES], message.headers());
      sent.add(producer.send(state));
    }
    producer.flush();
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }
}

package io.tidemark.load.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.app.Settings;
import io.tidemark.app.wiring.AnnouncingProducers;
import io.tidemark.app.wiring.KafkaClients;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.streams.emit.FencedProducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node that was paused, or cut off, while it announced, and goes on after another node has taken
 * over: the broker takes nothing of it any more.
 */
class StaleAnnouncerIT {
  private static final String TOPIC = "states";

  @Test
  @Timeout(180)
  void nothingOfWhoWasLockedOutComesLater() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      Settings.Kafka settings = NodeSettings.on(services, "announcers", 0).kafka();
      try (Admin admin = KafkaClients.admin(settings)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
      }
      AnnouncingProducers producers = new AnnouncingProducers(settings);
      try (FencedProducer first = new FencedProducer("first", producers::create);
          FencedProducer second = new FencedProducer("second", producers::create)) {
        first.open();
        second.open();
        for (int version = 1; version <= 4; version++) {
          first.send(List.of(record("a", version), record("b", version)));
        }
        pausedWithinATransaction(producers, second);
        assertThrows(KafkaException.class, () -> first.send(List.of(record("a", 5))));
        second.send(List.of(record("a", 8)));
      }
      assertEquals(List.of("1", "2", "3", "4", "6", "7", "8"), read(settings, "read_committed"));
      // Who reads what was given up, too, still sees nothing after what the second one announced.
      assertEquals(
          List.of("1", "2", "3", "4", "5", "6", "7", "8"), read(settings, "read_uncommitted"));
    }
  }

  /** Version 5 is sent and not committed, its partition known to the broker, when it is paused. */
  private static void pausedWithinATransaction(
      AnnouncingProducers producers, FencedProducer successor) throws Exception {
    AtomicReference<Producer<byte[], byte[]>> opened = new AtomicReference<>();
    FencedProducer paused =
        new FencedProducer(
            "first",
            id -> {
              Producer<byte[], byte[]> producer = producers.create(id);
              opened.compareAndSet(null, producer);
              return producer;
            });
    paused.open();
    paused.send(List.of(record("b", 5)));
    Producer<byte[], byte[]> halfway = opened.get();
    halfway.beginTransaction();
    halfway.send(record("a", 5)).get();
    producers.lockOut(Set.of("first"));
    successor.send(List.of(record("a", 6)));
    successor.send(List.of(record("a", 7)));
    // In the producer's memory when it was paused: sent when it goes on.
    assertThrows(Exception.class, () -> halfway.send(record("a", 5)).get());
    assertThrows(KafkaException.class, halfway::commitTransaction);
    assertThrows(KafkaException.class, () -> paused.send(List.of(record("a", 5))));
    paused.close();
  }

  private static ProducerRecord<byte[], byte[]> record(String key, int version) {
    return new ProducerRecord<>(
        TOPIC,
        key.equals("a") ? 0 : 1,
        key.getBytes(StandardCharsets.UTF_8),
        Integer.toString(version).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> read(Settings.Kafka settings, String isolation) {
    Map<String, Object> properties = new HashMap<>(KafkaClients.common(settings));
    properties.put("isolation.level", isolation);
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    List<String> versions = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          versions.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return versions;
  }
}

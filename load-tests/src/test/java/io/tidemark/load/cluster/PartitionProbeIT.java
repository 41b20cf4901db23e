package io.tidemark.load.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.app.Settings;
import io.tidemark.app.wiring.AnnouncingProducers;
import io.tidemark.app.wiring.KafkaClients;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.streams.emit.FencedProducer;
import io.tidemark.streams.ingest.PartitionProbe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether there is more to read is more than a question of offsets. */
class PartitionProbeIT {
  private static final String GROUP = "probed";
  private static final TopicPartition EMPTY = new TopicPartition("probed", 0);
  private static final TopicPartition FULL = new TopicPartition("probed", 1);

  @Test
  @Timeout(120)
  void theMarkAfterATransactionIsNoRecord() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      Settings.Kafka settings = NodeSettings.on(services, GROUP, 0).kafka();
      try (Admin admin = KafkaClients.admin(settings);
          FencedProducer producer =
              new FencedProducer("probed", new AnnouncingProducers(settings)::create)) {
        admin.createTopics(List.of(new NewTopic("probed", 2, (short) 1))).all().get();
        producer.open();
        producer.send(List.of(new ProducerRecord<>("probed", 1, new byte[1], new byte[1])));

        Map<String, Object> properties = new HashMap<>(KafkaClients.common(settings));
        properties.put("group.id", GROUP);
        properties.put("isolation.level", "read_committed");
        PartitionProbe probe = new PartitionProbe(properties);
        assertEquals(Set.of(FULL), probe.withMore(Map.of(EMPTY, -1L, FULL, -1L)));
        assertEquals(Set.of(FULL), probe.withMore(Map.of(FULL, 0L)));
        assertEquals(Set.of(), probe.withMore(Map.of(FULL, 1L)), "there stands only the mark");

        admin.alterConsumerGroupOffsets(GROUP, Map.of(FULL, new OffsetAndMetadata(1))).all().get();
        assertEquals(Set.of(), probe.withMore(Map.of(EMPTY, -1L, FULL, -1L)));
        producer.send(List.of(new ProducerRecord<>("probed", 0, new byte[1], new byte[1])));
        assertEquals(Set.of(EMPTY), probe.withMore(Map.of(EMPTY, 0L, FULL, -1L)));
      }
    }
  }
}

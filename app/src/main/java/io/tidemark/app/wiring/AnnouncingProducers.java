package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.streams.emit.FencedProducer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producers of announcements, and how those of another node are locked out. */
public final class AnnouncingProducers {
  private static final Duration LOCK_OUT = Duration.ofSeconds(20);

  private final Settings.Kafka settings;

  public AnnouncingProducers(Settings.Kafka settings) {
    this.settings = settings;
  }

  /**
   * A producer that sends in transactions. Its times are short: a stream that waits for a broker
   * had better start again and say so.
   */
  public Producer<byte[], byte[]> create(String transactionalId) {
    Map<String, Object> properties = KafkaClients.sending(settings);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "30000");
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "20000");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "20000");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Has the broker refuse whatever these owners send from now on. Blocking.
   *
   * @throws IllegalStateException when the broker does not say that it will
   */
  public void lockOut(Set<String> owners) {
    List<String> ids =
        owners.stream().flatMap(owner -> FencedProducer.transactionalIds(owner).stream()).toList();
    try (Admin admin = KafkaClients.admin(settings)) {
      admin.fenceProducers(ids).all().get(LOCK_OUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the broker did not lock out " + owners + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.sequencing.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.ConsumerMessage;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GapLedgerTest {
  private static final TopicPartition ONE = new TopicPartition("in", 1);
  private static final Gap GAP = new Gap("a", 2, 3, Instant.EPOCH, false, null, null, 1);

  private final MockConsumer<byte[], byte[]> kafka =
      new MockConsumer<>(OffsetResetStrategy.EARLIEST);
  private final RestrictedConsumer consumer = new RestrictedConsumer(kafka, Duration.ofSeconds(1));
  private final Registry registry = new Registry();
  private final Assignment assignment =
      new Assignment(
          "cart",
          new FakeGateway(),
          new Claims("me", new FakeOwners(), others -> {}, Runnable::run),
          () -> {});
  private final GapLedger ledger = new GapLedger(registry, "cart", assignment, "me");

  @Test
  @Timeout(20)
  void whatIsSettledWhilePartitionsAreGivenBackIsNotCommittedTwice() throws Exception {
    kafka.assign(Set.of(ONE));
    assignment.onAssign(Set.of(ONE), consumer);
    add(7, Map.of("a1", List.of(GAP)));
    CompletableFuture<Void> leaving =
        CompletableFuture.runAsync(() -> assignment.onRevoke(Set.of(ONE), consumer));
    while (!assignment.isGivingBack()) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertTrue(ledger.isDue(), "nothing is put off");
    assertEquals(
        List.of(),
        ledger.visit(),
        "whose answer would come from the thread that waits for what is behind it");
    leaving.get(5, TimeUnit.SECONDS);
    assertEquals(Map.of(ONE, new OffsetAndMetadata(8)), kafka.committed(Set.of(ONE)));
    assertEquals(Map.of("a1", List.of(GAP)), registry.gaps);
  }

  @Test
  void offsetsGoOnceTheirGapsAreOnRecord() {
    assignment.onAssign(Set.of(ONE), consumer);
    add(7, Map.of("a1", List.of(GAP)));
    add(8, Map.of("a1", List.of(), "a2", List.of()));
    assertEquals(1, ledger.visit().size());
    assertEquals(Map.of(), registry.gaps, "closed before anybody had to know");
    assertFalse(ledger.isDue());
  }

  private void add(long offset, Map<String, List<Gap>> gaps) {
    Batch batch = new Batch();
    batch.add(
        new CommittableMessage<>(
            new ConsumerRecord<>(ONE.topic(), ONE.partition(), offset, new byte[0], new byte[0]),
            null));
    ledger.add(gaps, ConsumerMessage.emptyCommittableOffsetBatch(), assignment.begin(batch));
  }

  private static final class Registry implements OperationsStore {
    private final Map<String, List<Gap>> gaps = new HashMap<>();

    @Override
    public void keep(List<DeadLetter> deadLetters) {
      throw new UnsupportedOperationException("no letters here");
    }

    @Override
    public void keepAgain(List<DeadLetter> deadLetters) {
      throw new UnsupportedOperationException("no letters here");
    }

    @Override
    public void forget(Collection<String> ids) {
      throw new UnsupportedOperationException("no letters here");
    }

    @Override
    public Set<String> aggregatesWithGaps(String type) {
      return Set.copyOf(gaps.keySet());
    }

    @Override
    public void replaceGaps(
        String type, Map<String, List<Gap>> replaced, Set<Integer> partitions, String owner) {
      gaps.putAll(replaced);
    }

    @Override
    public List<DueGap> takeDueGaps(String type, int limit) {
      return List.of();
    }
  }
}

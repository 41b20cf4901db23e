package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.Done;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final TopicPartition ZERO = new TopicPartition("in", 0);
  private static final TopicPartition ONE = new TopicPartition("in", 1);
  private static final TopicPartition CONTROL_ONE = new TopicPartition("control", 1);

  private final MockConsumer<byte[], byte[]> kafka =
      new MockConsumer<>(OffsetResetStrategy.EARLIEST);
  private final RestrictedConsumer consumer = new RestrictedConsumer(kafka, Duration.ofSeconds(1));
  private final FakeGateway gateway = new FakeGateway();
  private final FakeOwners owners = new FakeOwners();
  private final Claims claims = new Claims("me", owners, others -> {}, Runnable::run);
  private final Assignment assignment = new Assignment("cart", gateway, claims, () -> {});

  @Test
  void batchesWaitUntilTheirShardsAreHere() {
    assign(ZERO, ONE);
    CompletionStage<Done> both = assignment.placed(batch(record(ZERO, 1), record(ONE, 1)));
    CompletionStage<Done> zero = assignment.placed(batch(record(ZERO, 2)));
    gateway.placing.get(0).complete(Done.getInstance());
    assertTrue(zero.toCompletableFuture().isDone());
    assertFalse(both.toCompletableFuture().isDone());
    assertFalse(assignment.isPlaced());
    gateway.placing.get(1).complete(Done.getInstance());
    assertTrue(both.toCompletableFuture().isDone());
    assertTrue(assignment.isPlaced());
  }

  @Test
  void aPartitionIsFetchedOnceItsShardIsHereWhateverOthersWaitFor() {
    assign(ZERO, ONE);
    assertFalse(assignment.isPlaced(ZERO));
    gateway.placing.get(0).complete(Done.getInstance());
    assertTrue(assignment.isPlaced(ZERO));
    assertFalse(assignment.isPlaced(ONE));
    gateway.placing.get(1).completeExceptionally(new IllegalStateException("no database"));
    assertTrue(assignment.isPlaced(ONE), "its next record is to fail the stream");
    assertTrue(
        assignment.placed(batch(record(ONE, 1))).toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void partitionsAreClaimedAndGivenBackWhenNothingIsOnItsWay() {
    assign(ONE, CONTROL_ONE);
    assertEquals(Map.of(1, "me"), owners.of(Set.of(1)));
    assignment.onRevoke(Set.of(ONE), consumer);
    assertEquals(Map.of(1, "me"), owners.of(Set.of(1)), "half of it is still ours");
    assignment.onRevoke(Set.of(CONTROL_ONE), consumer);
    assertEquals(Map.of(), owners.of(Set.of(1)));
  }

  @Test
  void partitionsThatWereTakenAwayAreNotGivenBack() {
    assign(ONE);
    assignment.onLost(Set.of(ONE), consumer);
    assertEquals(Map.of(1, "me"), owners.of(Set.of(1)));
  }

  @Test
  void recordsOfPartitionsThatLeftAreDropped() {
    assign(ZERO, ONE);
    assignment.onRevoke(Set.of(ONE), consumer);
    Batch batch = batch(record(ZERO, 1), record(ONE, 1), record(ONE, 2), record(ZERO, 2));
    assignment.begin(batch);
    assertEquals(
        List.of(0, 0), batch.messages().stream().map(kept -> kept.record().partition()).toList());
  }

  @Test
  void partitionsLeaveOnlyWhenWhatIsOnItsWayIsDone() throws Exception {
    assign(ZERO, ONE);
    Assignment.Lease lease = assignment.begin(batch(record(ONE, 7), record(ONE, 8)));
    CompletableFuture<Void> leaving = revoke(ONE);
    assertThrows(TimeoutException.class, () -> leaving.get(200, TimeUnit.MILLISECONDS));
    assertTrue(assignment.isDraining());
    assignment.end(List.of(lease));
    leaving.get(5, TimeUnit.SECONDS);
    assertFalse(assignment.isDraining());
    assertEquals(
        Map.of(ONE, new OffsetAndMetadata(9)),
        kafka.committed(Set.of(ONE)),
        "committed on leaving");
  }

  @Test
  void partitionsLeaveAtOnceWhenOnlyOthersAreAtWork() throws Exception {
    assign(ZERO, ONE);
    assignment.begin(batch(record(ZERO, 7)));
    revoke(ONE).get(5, TimeUnit.SECONDS);
  }

  @Test
  void aRunThatHasEndedHoldsNobodyUp() throws Exception {
    assign(ONE);
    assignment.begin(batch(record(ONE, 7)));
    CompletableFuture<Void> leaving = revoke(ONE);
    assertThrows(TimeoutException.class, () -> leaving.get(100, TimeUnit.MILLISECONDS));
    assignment.abandon();
    leaving.get(5, TimeUnit.SECONDS);
  }

  @Test
  void nothingIsAnnouncedOfPartitionsThatWereTakenAway() {
    assign(ZERO, ONE);
    Assignment.Lease lost = assignment.begin(batch(record(ONE, 7)));
    Assignment.Lease kept = assignment.begin(batch(record(ZERO, 7)));
    assignment.onLost(Set.of(ONE), consumer);
    assertThrows(IllegalStateException.class, () -> assignment.requireUnbroken(lost));
    assignment.requireUnbroken(kept);
  }

  @Test
  void shardsAreNoLongerWantedWhenTheLastPartitionOfTheirNumberHasLeft() {
    assign(ONE, CONTROL_ONE);
    assignment.onRevoke(Set.of(ONE), consumer);
    assertTrue(gateway.wanted.test(1));
    assignment.onRevoke(Set.of(CONTROL_ONE), consumer);
    assertFalse(gateway.wanted.test(1));
  }

  @Test
  void aNodeThatStopsDoesNotWaitForShards() {
    assign(ZERO, ONE);
    gateway.placing.get(0).complete(Done.getInstance());
    assignment.stopWaiting();
    assertTrue(gateway.wanted.test(0));
    assertFalse(gateway.wanted.test(1));
    assertTrue(assignment.isDraining(), "nothing is put off");
  }

  private void assign(TopicPartition... partitions) {
    kafka.assign(Set.of(partitions));
    assignment.onAssign(Set.of(partitions), consumer);
  }

  private CompletableFuture<Void> revoke(TopicPartition partition) {
    return CompletableFuture.runAsync(() -> assignment.onRevoke(Set.of(partition), consumer));
  }

  @SafeVarargs
  private static Batch batch(ConsumerRecord<byte[], byte[]>... records) {
    Batch batch = new Batch();
    for (ConsumerRecord<byte[], byte[]> message : records) {
      batch.add(new CommittableMessage<>(message, null));
    }
    return batch;
  }

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), offset, new byte[0], new byte[0]);
  }
}

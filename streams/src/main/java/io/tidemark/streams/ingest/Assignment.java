package io.tidemark.streams.ingest;

import io.tidemark.domain.unsafe.UnsafeSwitch;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.Done;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.apache.pekko.kafka.javadsl.PartitionAssignmentHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that one run of a stream consumes, and what is on its way of them. Called by the
 * consumer's thread when partitions come and go, and by the stream.
 *
 * <p>Invariant: when partitions have been given back, nothing of them is on its way any more; the
 * next node can announce later versions without being overtaken. What does not end in time is
 * forbidden to announce anything, and fails the stream.
 */
final class Assignment implements PartitionAssignmentHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

  /** How long the other nodes of the group wait for us at most when partitions move. */
  private static final Duration DRAIN = Duration.ofSeconds(8);

  private final String type;
  private final AggregateGateway gateway;
  private final Claims claims;
  private final Runnable opening;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Map<Integer, CompletionStage<Done>> placed = new HashMap<>();
  private final Set<Lease> leases = new HashSet<>();

  /** What may be committed, by partition: the offset after the last record that is done with. */
  private final Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();

  /** By assigned partition the offset after the last record received; negative before any. */
  private final Map<TopicPartition, Long> received = new HashMap<>();

  /** What the group gave last, whether it was given back since or not; empty before it has. */
  private Optional<Set<TopicPartition>> given = Optional.empty();

  private boolean draining;
  private boolean stopping;
  private long changes;

  /**
   * @param opening opens what announces, before anything is claimed; blocking
   */
  Assignment(String type, AggregateGateway gateway, Claims claims, Runnable opening) {
    this.type = type;
    this.gateway = gateway;
    this.claims = claims;
    this.opening = opening;
  }

  /** Records on their way, from their decoding until their gaps are on record. */
  static final class Lease {
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private boolean broken;

    /** The numbers of their partitions. */
    Set<Integer> partitions() {
      return next.keySet().stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }
  }

  /** When the aggregates of all partitions of a batch are on this node, which may announce them. */
  synchronized CompletionStage<Done> placed(Batch batch) {
    Map<Integer, CompletionStage<Done>> waits = new HashMap<>(placed);
    waits.values().removeIf(Assignment::isHere);
    if (!waits.isEmpty()) {
      // Hardly ever: a batch has many records.
      waits
          .keySet()
          .retainAll(
              batch.messages().stream()
                  .map(message -> message.record().partition())
                  .collect(Collectors.toSet()));
    }
    return CompletableFuture.allOf(
            waits.values().stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> Done.getInstance());
  }

  private static boolean isHere(CompletionStage<Done> stage) {
    CompletableFuture<Done> here = stage.toCompletableFuture();
    return here.isDone() && !here.isCompletedExceptionally();
  }

  /** Whether the aggregates of every assigned partition are here. */
  synchronized boolean isPlaced() {
    return placed.values().stream().allMatch(stage -> stage.toCompletableFuture().isDone());
  }

  /**
   * Whether the aggregates of a partition are here, or will not come; that fails the stream once a
   * record asks for them.
   */
  synchronized boolean isPlaced(TopicPartition partition) {
    CompletionStage<Done> stage = placed.get(partition.partition());
    return stage == null || stage.toCompletableFuture().isDone();
  }

  /** By assigned partition the offset after the last record received; negative before any. */
  synchronized Map<TopicPartition, Long> received() {
    Map<TopicPartition, Long> next = new HashMap<>();
    assigned.forEach(partition -> next.put(partition, received.getOrDefault(partition, -1L)));
    return next;
  }

  /** The partitions that the group gave last, also when the run has ended; empty before it has. */
  synchronized Optional<Set<TopicPartition>> given() {
    return given;
  }

  /** Takes out of a batch what is no longer ours, and takes note of the rest. */
  synchronized Lease begin(Batch batch) {
    Lease lease = new Lease();
    lease.next.putAll(batch.keepOnly(assigned));
    received.putAll(lease.next);
    leases.add(lease);
    return lease;
  }

  /**
   * To be called before anything is announced.
   *
   * @throws IllegalStateException when it took so long that its partitions are another node's
   */
  synchronized void requireUnbroken(Lease lease) {
    if (lease.broken && !UnsafeSwitch.WITHOUT_FENCING) {
      throw new IllegalStateException(
          "partitions of " + type + " moved before what was on its way of them was done");
    }
  }

  /** These are done with and may be committed. */
  synchronized void end(Collection<Lease> done) {
    for (Lease lease : done) {
      leases.remove(lease);
      lease.next.forEach(
          (partition, offset) -> {
            if (assigned.contains(partition) || draining) {
              settled.put(partition, new OffsetAndMetadata(offset));
            }
          });
    }
    notifyAll();
  }

  /**
   * The node is about to stop: nothing is put off from now on, and partitions whose aggregates have
   * not come yet are let go.
   */
  synchronized void stopWaiting() {
    stopping = true;
    assigned.removeIf(
        partition -> {
          CompletionStage<Done> stage = placed.get(partition.partition());
          return stage != null && !stage.toCompletableFuture().isDone();
        });
  }

  /** Whether somebody waits for what is on its way, so that nothing should be put off. */
  synchronized boolean isDraining() {
    return draining || stopping;
  }

  /**
   * Whether partitions are being given back. Meanwhile the consumer commits nothing but what is
   * settled then; whoever waits for another commit to be answered would hold up what it waits for.
   */
  synchronized boolean isGivingBack() {
    return draining;
  }

  /** Grows with every change of what is assigned. */
  synchronized long changes() {
    return changes;
  }

  /** The run has ended: nobody needs to wait for what it had on its way. */
  synchronized void abandon() {
    leases.forEach(lease -> lease.broken = true);
    leases.clear();
    assigned.clear();
    notifyAll();
  }

  @Override
  public void onAssign(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    if (partitions.isEmpty()) {
      takeNote();
      return;
    }
    Set<Integer> numbers =
        partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    synchronized (this) {
      assigned.addAll(partitions);
      takeNote();
      received.keySet().removeAll(partitions);
      changes++;
      CompletionStage<Done> claimed = claims.claim(numbers, this::isWanted, opening);
      gateway
          .place(numbers, this::isWanted)
          .forEach((number, here) -> placed.put(number, here.thenCombine(claimed, (a, b) -> a)));
    }
    LOG.info("{}: consuming partitions {}", type, numbers.stream().sorted().toList());
  }

  private synchronized void takeNote() {
    given = Optional.of(Set.copyOf(assigned));
  }

  private synchronized boolean isWanted(int number) {
    return assigned.stream().anyMatch(partition -> partition.partition() == number);
  }

  @Override
  public void onRevoke(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    Set<Integer> released = new HashSet<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = giveBack(partitions, released);
    claims.release(released);
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets);
    } catch (KafkaException e) {
      // The next node reads a little more than it need; all of it will be duplicates.
      LOG.debug("{}: offsets not committed while partitions move: {}", type, e.toString());
    }
  }

  /**
   * @param released gets the numbers of which nothing is consumed and nothing on its way any more
   */
  private synchronized Map<TopicPartition, OffsetAndMetadata> giveBack(
      Set<TopicPartition> partitions, Set<Integer> released) {
    draining = true;
    assigned.removeAll(partitions);
    Map<TopicPartition, OffsetAndMetadata> offsets;
    try {
      if (drain(partitions)) {
        partitions.forEach(partition -> released.add(partition.partition()));
        released.removeIf(this::isWanted);
      }
    } finally {
      draining = false;
      changes++;
      // Of all partitions: what is settled while some are given back is not committed otherwise.
      offsets = new HashMap<>(settled);
      settled.clear();
      placed.keySet().removeIf(number -> !isWanted(number));
    }
    return offsets;
  }

  /** Whether it ended in time. */
  private boolean drain(Set<TopicPartition> partitions) {
    long deadline = System.nanoTime() + DRAIN.toNanos();
    try {
      while (leases.stream().anyMatch(lease -> touches(lease, partitions))) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          breakLeases(partitions);
          return false;
        }
        wait(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      breakLeases(partitions);
      return false;
    }
  }

  private static boolean touches(Lease lease, Set<TopicPartition> partitions) {
    return lease.next.keySet().stream().anyMatch(partitions::contains);
  }

  private void breakLeases(Set<TopicPartition> partitions) {
    LOG.warn("{}: what was on its way of moving partitions did not end in time", type);
    leases.stream()
        .filter(lease -> touches(lease, partitions))
        .forEach(lease -> lease.broken = true);
    leases.removeIf(lease -> lease.broken);
  }

  /** The group has gone on without us; the partitions are another node's already. */
  @Override
  public synchronized void onLost(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    LOG.warn("{}: the group took {} partitions away from this node", type, partitions.size());
    assigned.removeAll(partitions);
    settled.keySet().removeAll(partitions);
    leases.stream()
        .filter(lease -> touches(lease, partitions))
        .forEach(lease -> lease.broken = true);
    leases.removeIf(lease -> lease.broken);
    placed.keySet().removeIf(number -> !isWanted(number));
    changes++;
  }

  @Override
  public void onStop(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    onRevoke(partitions, consumer);
  }
}

package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.path.Traces;
import io.tidemark.domain.path.Verb;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.streams.emit.Announcements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.kafka.ConsumerMessage;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
import org.apache.pekko.kafka.ConsumerMessage.CommittableOffsetBatch;

/**
 * One batch on its way: decoded, routed to its aggregates, and what came of it.
 *
 * <p>Invariant: instructions of one aggregate are submitted in the order of their records, and its
 * announcements leave in the order of its receipts.
 */
final class BatchWork {
  /** Dead letters that an aggregate is told of in one go: how many it may have is told then. */
  private static final int MOST_NOTED = 50;

  private final Batch batch;
  private final Assignment.Lease lease;
  private final EnvelopeDecoder decoder;
  private final DeadLetters deadLetters;
  private final InternalTopics topics;
  private final PathCounters counters;
  private final Flows.Collected flows;
  private final Instant now;
  private final TracedEvents traced = new TracedEvents();

  private final Map<String, List<Step>> steps = new LinkedHashMap<>();
  private final Map<String, Integer> partitions = new HashMap<>();
  private final List<DeadLetter> letters = new ArrayList<>();
  private final List<DeadLetter> again = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> repartitioned = new ArrayList<>();
  private final List<Answered> answers = new ArrayList<>();

  private record Answered(String aggregateId, Receipt receipt) {}

  private record Asked(List<Submission> submissions, CompletableFuture<List<Receipt>> receipts) {}

  BatchWork(
      Batch batch,
      Assignment.Lease lease,
      EnvelopeDecoder decoder,
      DeadLetters deadLetters,
      InternalTopics topics,
      PathCounters counters,
      Flows.Collected flows,
      Instant now) {
    this.batch = batch;
    this.lease = lease;
    this.decoder = decoder;
    this.deadLetters = deadLetters;
    this.topics = topics;
    this.counters = counters;
    this.flows = flows;
    this.now = now;
  }

  /** The right to work on it. */
  Assignment.Lease lease() {
    return lease;
  }

  /** Whether nothing of it was left to this node. */
  boolean isEmpty() {
    return batch.messages().isEmpty();
  }

  /** How many records it is about. */
  long size() {
    return batch.messages().size();
  }

  /** Decodes every record once, in order. */
  BatchWork decode() {
    long started = System.nanoTime();
    counters.countBatch(batch.messages().size());
    for (CommittableMessage<byte[], byte[]> message : batch.messages()) {
      ConsumerRecord<byte[], byte[]> record = message.record();
      long begun = Traces.areRecorded() ? System.nanoTime() : 0;
      Decoded decoded = decoder.decode(record, now);
      if (decoded instanceof Decoded.Accepted untraced) {
        Decoded.Accepted accepted = traced(untraced, begun);
        flows.consumed(accepted.aggregateId(), accepted.event());
        deliver(accepted, record.partition());
      } else if (decoded instanceof Decoded.Control control) {
        instruct(control.aggregateId(), record.partition(), control.instruction());
        if (control.instruction() instanceof Instruction.CloseGap) {
          counters.countGapSkipped();
        }
      } else if (decoded instanceof Decoded.Misrouted misrouted) {
        repartitioned.add(topics.repartitioned(misrouted.aggregateId(), record));
        counters.countRepartitioned();
      } else if (decoded instanceof Decoded.Undecodable undecodable) {
        if (undecodable.event() != null) {
          flows.consumed(undecodable.aggregateId(), undecodable.event());
        }
        refuse(record, undecodable);
      } else {
        counters.countTombstone();
      }
    }
    Verb.DECODE.failed(letters.size() + again.size());
    Verb.DECODE.done(batch.messages().size(), started);
    return this;
  }

  private Decoded.Accepted traced(Decoded.Accepted accepted, long begun) {
    String id = accepted.aggregateId();
    Event event = traced.begin(deadLetters.type(), id, accepted.event(), begun);
    return event == accepted.event()
        ? accepted
        : new Decoded.Accepted(id, event, accepted.letter());
  }

  private List<Step> route(String aggregateId, int partition) {
    partitions.put(aggregateId, partition);
    return steps.computeIfAbsent(aggregateId, id -> new ArrayList<>());
  }

  /** What follows each other and is of one kind makes one instruction: one message, one row. */
  private Step join(String aggregateId, int partition, Predicate<Step> takesMore) {
    List<Step> routed = route(aggregateId, partition);
    if (routed.isEmpty() || !takesMore.test(routed.get(routed.size() - 1))) {
      routed.add(new Step(new ArrayList<>(), new ArrayList<>(), null));
    }
    return routed.get(routed.size() - 1);
  }

  private void deliver(Decoded.Accepted accepted, int partition) {
    if (accepted.letter() != null) {
      instruct(
          accepted.aggregateId(),
          partition,
          new Instruction.Redeem(accepted.event(), accepted.letter()));
      return;
    }
    join(accepted.aggregateId(), partition, Step::takesEvents).events().add(accepted.event());
  }

  private void instruct(String aggregateId, int partition, Instruction instruction) {
    route(aggregateId, partition).add(new Step(List.of(), List.of(), instruction));
  }

  /** What the letter's source sends after it has to wait, if it can be told who that is. */
  private void refuse(ConsumerRecord<byte[], byte[]> record, Decoded.Undecodable found) {
    DeadLetter letter = deadLetters.of(record, found);
    if (topics.redrivenLetter(record) == null) {
      letters.add(letter);
    } else {
      again.add(letter);
    }
    if (found.aggregateId() != null && found.source() != null) {
      long sequence = found.sequence() == null ? Event.NO_SEQUENCE : found.sequence();
      join(found.aggregateId(), record.partition(), Step::takesLetters)
          .letters()
          .add(new Instruction.Letter(found.source(), sequence, letter.id()));
    }
  }

  /** What one aggregate is told in one go: events, or dead letters, or else another instruction. */
  private record Step(List<Event> events, List<Instruction.Letter> letters, Instruction other) {
    boolean takesEvents() {
      return other == null && letters.isEmpty();
    }

    boolean takesLetters() {
      return other == null && events.isEmpty() && letters.size() < MOST_NOTED;
    }

    Instruction instruction() {
      if (other != null) {
        return other;
      }
      return letters.isEmpty()
          ? new Instruction.Deliver(events)
          : new Instruction.NoteLetters(letters);
    }
  }

  /** Hands all to the aggregates and waits for every receipt. */
  CompletionStage<BatchWork> submit(AggregateGateway gateway, String epoch) {
    long started = System.nanoTime();
    Map<Integer, List<Submission>> submissions = new LinkedHashMap<>();
    steps.forEach(
        (id, list) -> {
          List<Submission> lane =
              submissions.computeIfAbsent(partitions.get(id), number -> new ArrayList<>());
          list.forEach(step -> lane.add(new Submission(id, step.instruction())));
        });
    List<Asked> asked = new ArrayList<>();
    submissions.forEach(
        (partition, lane) ->
            asked.add(
                new Asked(
                    lane, gateway.submit(epoch, partition, lane, now).toCompletableFuture())));
    return CompletableFuture.allOf(
            asked.stream().map(Asked::receipts).toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, failure) -> count(asked, failure, started))
        .thenApply(
            done -> {
              asked.forEach(lane -> answered(lane.submissions(), lane.receipts().join()));
              return this;
            });
  }

  private void count(List<Asked> asked, Throwable failure, long started) {
    traced.step(Verb.ROUTE, List.of(), started, failure != null);
    int instructions = asked.stream().mapToInt(lane -> lane.submissions().size()).sum();
    Verb.ROUTE.done(instructions, started);
    Verb.ROUTE.failed(failure == null ? 0 : instructions);
  }

  private void answered(List<Submission> submissions, List<Receipt> receipts) {
    for (int i = 0; i < submissions.size(); i++) {
      answers.add(new Answered(submissions.get(i).aggregateId(), receipts.get(i)));
    }
  }

  /** Whether any event of it, or any that it is about to announce, is of a flow. */
  boolean needsIndex() {
    answers.forEach(answer -> flows.announced(answer.receipt()));
    return !flows.isEmpty();
  }

  /** Keeps its events of flows. Blocking. */
  BatchWork index() {
    flows.keep();
    return this;
  }

  /** Whether anything became a dead letter, or is none any longer. */
  boolean needsStore() {
    return !letters.isEmpty()
        || !again.isEmpty()
        || answers.stream()
            .map(answer -> answer.receipt())
            .anyMatch(receipt -> !receipt.rejected().isEmpty() || !receipt.settled().isEmpty());
  }

  /** Keeps the dead letters, and forgets those that are none any longer. Blocking. */
  BatchWork store(OperationsStore store) {
    Set<String> settled = new HashSet<>();
    Map<Position, ConsumerRecord<byte[], byte[]>> records =
        answers.stream().allMatch(answer -> answer.receipt().rejected().isEmpty())
            ? Map.of()
            : recordsByOrigin();
    for (Answered answer : answers) {
      Receipt receipt = answer.receipt();
      settled.addAll(receipt.settled());
      for (Decision.Rejection rejection : receipt.rejected()) {
        ConsumerRecord<byte[], byte[]> record = records.get(rejection.event().position());
        if (record == null) {
          // It had been held, and is of an earlier batch.
          record = EventRecord.of(answer.aggregateId(), rejection.event());
        }
        DeadLetter letter = deadLetters.of(record, answer.aggregateId(), rejection);
        (topics.redrivenLetter(record) == null ? letters : again).add(letter);
      }
    }
    letters.removeIf(letter -> settled.contains(letter.id()));
    again.removeIf(letter -> settled.contains(letter.id()));
    store.keep(letters);
    store.keepAgain(again);
    store.forget(settled);
    letters.forEach(deadLetters::kept);
    again.forEach(deadLetters::kept);
    return this;
  }

  private Map<Position, ConsumerRecord<byte[], byte[]>> recordsByOrigin() {
    Map<Position, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();
    for (CommittableMessage<byte[], byte[]> message : batch.messages()) {
      records.putIfAbsent(topics.origin(message.record()), message.record());
    }
    return records;
  }

  /** Records that go on to another topic, to be acknowledged before the offsets are committed. */
  List<ProducerRecord<byte[], byte[]>> copies() {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(repartitioned);
    letters.forEach(letter -> records.add(DeadLetters.copy(letter)));
    return records;
  }

  /** What became of the aggregates, to be acknowledged before the offsets are committed. */
  List<ProducerRecord<byte[], byte[]>> announcements(Announcements announcements) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Answered answer : answers) {
      answer
          .receipt()
          .announcement()
          .ifPresent((CarriedState state) -> records.addAll(announcements.records(state)));
    }
    return records;
  }

  /** What became of it was announced, or could not be. */
  void announced(long started, boolean failed) {
    List<String> announced = new ArrayList<>();
    if (Traces.areRecorded()) {
      answers.forEach(
          answer ->
              answer
                  .receipt()
                  .announcement()
                  .ifPresent(state -> announced.add(state.last().traceparent())));
    }
    traced.step(Verb.EMIT, announced, started, failed);
  }

  /** The open gaps of the aggregates whose gaps may have changed. */
  Map<String, List<Gap>> gaps() {
    Map<String, List<Gap>> gaps = new HashMap<>();
    for (Answered answer : answers) {
      answer.receipt().gaps().ifPresent(open -> gaps.put(answer.aggregateId(), open));
    }
    return gaps;
  }

  /** Counts the batch as done: everything is durable and acknowledged. */
  CommittableOffsetBatch done() {
    long acknowledged = System.currentTimeMillis();
    int announced = 0;
    for (Answered answer : answers) {
      Receipt receipt = answer.receipt();
      counters.count(receipt);
      announced += receipt.announcement().isPresent() ? 1 : 0;
    }
    counters.countAnnouncements(announced);
    counters.countDeadLetters(letters.size());
    for (CommittableMessage<byte[], byte[]> message : batch.messages()) {
      counters.recordLatency(acknowledged - message.record().timestamp());
    }
    traced.end();
    return ConsumerMessage.createCommittableOffsetBatch(batch.offsets());
  }
}

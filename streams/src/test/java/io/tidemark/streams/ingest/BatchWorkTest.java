package io.tidemark.streams.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.flow.FlowEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.pekko.Done;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;
import org.junit.jupiter.api.Test;

/** What an aggregate is told of a batch: everything, in order, and in as few goes as may be. */
class BatchWorkTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final InternalTopics TOPICS = InternalTopics.of("thing");
  private static final AggregateDefinition DEFINITION =
      Things.definition(InputFormat.cloudEvents());

  private final Batch batch = new Batch();
  private long sequence;

  @Test
  void whatIsOfOneKindAndFollowsEachOtherIsOneInstruction() {
    events(2);
    letters(1);
    events(1);
    letters(2);
    close();
    letters(2);
    close();
    events(2);
    assertEquals(
        List.of(
            "events 1 2",
            "letters 3",
            "events 4",
            "letters 5 6",
            "close",
            "letters 7 8",
            "close",
            "events 9 10"),
        told());
  }

  @Test
  void onlySoManyLettersAreOneInstruction() {
    letters(101);
    events(60);
    letters(50);
    assertEquals(
        List.of(50, 50, 1, 60, 50),
        told().stream().map(instruction -> instruction.split(" ").length - 1).toList());
  }

  /** Whoever looks for the flow is not to miss the one event that failed. */
  @Test
  void anEventThatCanBeReadIsPartOfItsFlowAlsoWhenTheFileRefusesIt() {
    add(1, "\"correlationid\":\"flow\",\"data\":{}");
    add(1, "\"correlationid\":\"flow\",\"time\":[1]");
    AggregateDefinition strict =
        Things.definition(InputFormat.cloudEvents(), OtherwisePolicy.DEAD_LETTER);
    List<FlowEvent> kept = new ArrayList<>();
    Flows.Collected flows = new Flows(strict, kept::addAll).new Collected();
    new BatchWork(
            batch,
            new Assignment.Lease(),
            Things.decoder(strict),
            new DeadLetters(strict),
            TOPICS,
            new PathCounters(),
            flows,
            NOW)
        .decode();
    flows.keep();
    assertEquals(List.of(1L), kept.stream().map(FlowEvent::sequence).toList());
  }

  private void events(int count) {
    add(count, "\"data\":{}");
  }

  private void letters(int count) {
    add(count, "\"time\":[1]");
  }

  private void add(int count, String member) {
    for (int i = 0; i < count; i++) {
      sequence++;
      String value =
          ("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"Named\",\"subject\":\"thing-1\","
                  + "\"source\":\"writer\",\"sequence\":\"%d\",%s}")
              .formatted(sequence, member);
      ConsumerRecord<byte[], byte[]> record = record("things", value.getBytes(UTF_8));
      record.headers().add("content-type", "application/cloudevents+json".getBytes(UTF_8));
      batch.add(new CommittableMessage<>(record, null));
    }
  }

  private void close() {
    byte[] value =
        ControlRecords.write("thing", "thing-1", new Instruction.CloseGap("writer", 1, false))
            .value();
    batch.add(new CommittableMessage<>(record(TOPICS.control(), value), null));
  }

  private ConsumerRecord<byte[], byte[]> record(String topic, byte[] value) {
    return new ConsumerRecord<>(topic, 0, sequence, "thing-1".getBytes(UTF_8), value);
  }

  private List<String> told() {
    Aggregates aggregates = new Aggregates();
    new BatchWork(
            batch,
            new Assignment.Lease(),
            Things.decoder(DEFINITION),
            new DeadLetters(DEFINITION),
            TOPICS,
            new PathCounters(),
            new Flows(DEFINITION, FlowIndex.NONE).new Collected(),
            NOW)
        .decode()
        .submit(aggregates, "epoch");
    return aggregates.told;
  }

  /** Aggregates that only remember what they are told. */
  private static final class Aggregates implements AggregateGateway {
    private final List<String> told = new ArrayList<>();

    @Override
    public CompletionStage<List<Receipt>> submit(
        String epoch, int partition, List<Submission> submissions, Instant now) {
      submissions.forEach(submission -> told.add(text(submission.instruction())));
      return new CompletableFuture<>();
    }

    private static String text(Instruction instruction) {
      if (instruction instanceof Instruction.Deliver deliver) {
        return deliver.events().stream()
            .map(event -> " " + event.sequence())
            .collect(Collectors.joining("", "events", ""));
      }
      if (instruction instanceof Instruction.NoteLetters note) {
        return note.letters().stream()
            .map(letter -> " " + letter.sequence())
            .collect(Collectors.joining("", "letters", ""));
      }
      return instruction instanceof Instruction.CloseGap ? "close" : instruction.toString();
    }

    @Override
    public Map<Integer, CompletionStage<Done>> place(Set<Integer> partitions, IntPredicate wanted) {
      throw new UnsupportedOperationException("nothing is placed here");
    }
  }
}

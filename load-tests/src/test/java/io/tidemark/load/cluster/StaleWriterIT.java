package io.tidemark.load.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.app.Settings;
import io.tidemark.app.wiring.Database;
import io.tidemark.app.wiring.NodeConfiguration;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.load.demo.BundledAggregates;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.aggregate.Recipient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One aggregate alive on two nodes that know nothing of each other, as after a network partition:
 * the journal's primary key lets one of them write, and the other one starts again from the
 * journal.
 */
class StaleWriterIT {
  private static final String ID = "cart-twice";
  private static final String SOURCE = "https://shop";
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final AggregateDefinition CART = BundledAggregates.load("demo.yaml").get(0);

  private final AtomicInteger unanswered = new AtomicInteger();

  @Test
  @Timeout(180)
  void oneWriterWinsEachRowAndTheOtherRecovers() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      Settings settings = NodeSettings.on(services, "stale", 0);
      Database.open(settings.jdbc()).close();
      ActorSystem<AggregateActor.Command> one = system(settings, "one");
      ActorSystem<AggregateActor.Command> two = system(settings, "two");
      try {
        // Both are there before anything is written.
        assertEquals(0, read(one).path("version").asInt());
        assertEquals(0, read(two).path("version").asInt());
        submitUntilAnswered(one, 1, 5);
        submitUntilAnswered(two, 6, 10);
        submitUntilAnswered(one, 11, 15);
        assertTrue(unanswered.get() >= 2, "no write of a stale writer was refused");
        CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> submitUntilAnswered(one, 16, 25)),
                CompletableFuture.runAsync(() -> submitUntilAnswered(two, 16, 30)))
            .get();
        submitUntilAnswered(one, 26, 30);
      } finally {
        terminate(one);
        terminate(two);
      }
      ActorSystem<AggregateActor.Command> third = system(settings, "three");
      try {
        requireEveryRowOnce(third);
        JsonNode answer = read(third);
        assertEquals(30, answer.path("version").asInt());
        assertEquals(30 * 31 / 2, answer.path("state").path("points").asInt());
      } finally {
        terminate(third);
      }
    }
  }

  private static void requireEveryRowOnce(ActorSystem<?> system) throws Exception {
    List<EventEnvelope> rows =
        rows(system, AggregateActor.persistenceId("cart", ID).id()).toCompletableFuture().get();
    assertEquals(
        LongStream.rangeClosed(1, rows.size()).boxed().toList(),
        rows.stream().map(EventEnvelope::sequenceNr).toList());
    List<Long> written =
        rows.stream()
            .map(row -> (JournalEvent.EventsRecorded) row.event())
            .flatMap(recorded -> recorded.events().stream())
            .map(Event::sequence)
            .toList();
    assertEquals(LongStream.rangeClosed(1, 30).boxed().toList(), written);
  }

  /** As a stream does: again, until there is a receipt. */
  private void submitUntilAnswered(
      ActorSystem<AggregateActor.Command> system, long first, long last) {
    Instruction deliver =
        new Instruction.Deliver(
            LongStream.rangeClosed(first, last).mapToObj(StaleWriterIT::event).toList());
    while (true) {
      try {
        CompletableFuture<Receipt> answer = new CompletableFuture<>();
        system.tell(new AggregateActor.Submit("epoch", deliver, Instant.now(), completing(answer)));
        answer.orTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS).get();
        return;
      } catch (ExecutionException timeout) {
        unanswered.incrementAndGet();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Recipient completing(CompletableFuture<Receipt> answer) {
    return new Recipient() {
      @Override
      public void receive(Receipt receipt) {
        answer.complete(receipt);
      }

      @Override
      public void refuse(String why) {
        answer.completeExceptionally(new IllegalStateException(why));
      }
    };
  }

  private static JsonNode read(ActorSystem<AggregateActor.Command> system) throws Exception {
    AggregateActor.Answer answer =
        AskPattern.<AggregateActor.Command, AggregateActor.Answer>ask(
                system, AggregateActor.Read::new, Duration.ofSeconds(30), system.scheduler())
            .toCompletableFuture()
            .get();
    return new ObjectMapper().readTree(answer.json().orElse("{}".getBytes(StandardCharsets.UTF_8)));
  }

  private static Event event(long sequence) {
    return new Event(
        new Event.Header(
            SOURCE + sequence,
            SOURCE,
            sequence,
            "com.example.cart.PointsEarned",
            1_772_360_130_000_000_000L + sequence,
            null,
            null,
            null,
            null,
            null,
            Map.of()),
        ("{\"amount\":" + sequence + "}").getBytes(StandardCharsets.UTF_8),
        new Position("shop.carts", 0, sequence));
  }

  private static ActorSystem<AggregateActor.Command> system(Settings settings, String name) {
    CompletableFuture<ActorSystem<?>> self = new CompletableFuture<>();
    ActorSystem<AggregateActor.Command> system =
        ActorSystem.create(
            AggregateActor.create(
                ID,
                CART,
                new EventInterpreter(CART),
                id -> self.thenCompose(started -> events(started, id)),
                new WaitingRoom(Long.MAX_VALUE)),
            name,
            NodeConfiguration.of(settings));
    self.complete(system);
    return system;
  }

  private static CompletionStage<List<JournalEvent>> events(ActorSystem<?> system, String id) {
    return rows(system, id)
        .thenApply(rows -> rows.stream().map(row -> (JournalEvent) row.event()).toList());
  }

  private static CompletionStage<List<EventEnvelope>> rows(ActorSystem<?> system, String id) {
    return PersistenceQuery.get(system)
        .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier())
        .currentEventsByPersistenceId(id, 0, Long.MAX_VALUE)
        .runWith(Sink.seq(), system);
  }

  private static void terminate(ActorSystem<?> system) throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get();
  }
}

package io.tidemark.load.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Rebuild;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.generate.ShopEvent.Fate;
import io.tidemark.load.model.CloudEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The demo without Kafka, actors and database: the domain and the reference model, which share no
 * rules, agree on every cart and order.
 */
class DomainAgreementTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");

  private Map<String, AggregateDefinition> definitions;
  private Map<String, EventInterpreter> interpreters;
  private final Map<String, Live> live = new HashMap<>();

  /** One aggregate of the domain with its journal. */
  private static final class Live {
    private final AggregateState state;
    private final List<JournalEvent> journal = new ArrayList<>();

    Live(AggregateState state) {
      this.state = state;
    }

    void tell(Instruction instruction) {
      Decision decision = Deciding.decide(state, instruction, NOW);
      assertEquals(List.of(), decision.rejected());
      for (JournalEvent event : decision.journal()) {
        journal.add(event);
        state.apply(event);
      }
    }
  }

  @BeforeEach
  void loadDefinitions() {
    definitions =
        BundledAggregates.load("demo.yaml").stream()
            .collect(Collectors.toMap(AggregateDefinition::type, Function.identity()));
    interpreters = new HashMap<>();
    definitions.forEach((type, it) -> interpreters.put(type, new EventInterpreter(it)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreeOnEveryAggregate(long seed) {
    EventGenerator generator = new EventGenerator(seed, 30_000);
    generator.delivery().forEachRemaining(this::deliver);
    live.values().forEach(DomainAgreementTest::skipGaps);
    generator.late().forEach(this::deliver);

    Differences differences = new Differences();
    for (int index = 0; index < generator.aggregates(); index++) {
      compare(generator.history(index), differences);
    }
    assertEquals(List.of(), differences.first(), differences.count() + " differences");
  }

  private void compare(List<ShopEvent> history, Differences differences) {
    AggregateDefinition definition = definitions.get(history.get(0).aggregate().type());
    String id = history.get(0).aggregate().id();
    Live aggregate = live.get(id);
    if (aggregate.state.isStale()) {
      Rebuild.rebuild(aggregate.state, aggregate.journal);
    }
    StateVerifier verifier = new StateVerifier(definition);
    List<CloudEvent> delivered =
        history.stream()
            .filter(event -> event.fate() != Fate.MISSING)
            .map(ShopEvent::event)
            .toList();
    CarriedState carried = CarriedState.of(definition.type(), id, aggregate.state);
    differences.addAll(id, verifier.differences(verifier.expected(delivered), carried.value()));
  }

  private void deliver(ShopEvent event) {
    String type = event.aggregate().type();
    live.computeIfAbsent(
            event.aggregate().id(),
            id -> new Live(new AggregateState(definitions.get(type), interpreters.get(type))))
        .tell(new Instruction.Deliver(List.of(domainEvent(event.event()))));
  }

  private static void skipGaps(Live aggregate) {
    for (Gap gap : aggregate.state.gaps()) {
      aggregate.tell(new Instruction.CloseGap(gap.source(), gap.to(), false));
    }
  }

  private static Event domainEvent(CloudEvent event) {
    Event.Header header =
        new Event.Header(
            event.id(),
            event.source(),
            event.sequence(),
            event.type(),
            EffectiveTime.nanos(OffsetDateTime.parse(event.time()).toInstant()),
            event.correlationId().orElse(null),
            event.causationId().orElse(null),
            null,
            null,
            null,
            Map.of());
    try {
      return new Event(header, MAPPER.writeValueAsBytes(event.data()), new Position("topic", 0, 0));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

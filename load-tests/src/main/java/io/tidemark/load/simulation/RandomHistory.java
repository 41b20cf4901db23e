package io.tidemark.load.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.model.Observed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a few random writers write: few values and few instants, so that ties and conflicts are the
 * rule; clocks that stand, jump far and go back; tokens; numbers that never come.
 */
final class RandomHistory {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Instant> FARTHEST =
      List.of(Instant.parse("1700-01-01T00:00:00Z"), Instant.parse("2261-12-31T23:59:59Z"));
  private static final List<String> SOURCES = List.of("a", "b", "～", "😀");

  private final AggregateDefinition definition;
  private final Choice choice;
  private final List<Writer> writers = new ArrayList<>();
  private final List<String> types;
  private final RandomTokens tokens;
  private final int tokenPercent;
  private final int lostPercent;
  private final boolean timeGrows;

  private RandomHistory(AggregateDefinition definition, Choice choice) {
    this.definition = definition;
    this.choice = choice;
    this.types = new ArrayList<>(definition.events().keySet());
    if (definition.otherwise() != OtherwisePolicy.DEAD_LETTER || choice.percent(10)) {
      types.add("unlisted");
    }
    this.tokenPercent = choice.of(List.of(0, 20, 40, 70));
    this.lostPercent = choice.of(List.of(0, 0, 12));
    this.timeGrows = choice.percent(40);
    List<String> sources = choice.some(SOURCES, 60);
    sources.forEach(source -> writers.add(new Writer(source, first(definition.sequence()))));
    this.tokens = new RandomTokens(choice, writers);
  }

  /** One to three histories of one random type. */
  static List<History> some(Choice choice, List<Class<?>> customRules) {
    AggregateDefinition definition = RandomDefinition.of(choice, customRules);
    EventInterpreter interpreter = new EventInterpreter(definition);
    List<History> histories = new ArrayList<>();
    int count = choice.between(1, 3);
    for (int i = 0; i < count; i++) {
      List<CloudEvent> events = new RandomHistory(definition, choice).events();
      histories.add(new History(definition, interpreter, events));
    }
    return histories;
  }

  private List<CloudEvent> events() {
    int count =
        choice.percent(50)
            ? choice.between(1, 8)
            : choice.percent(98) ? choice.between(8, 30) : choice.between(30, 150);
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CloudEvent event = event(choice.of(writers), i);
      if (!choice.percent(lostPercent)) {
        events.add(event);
      }
    }
    return events;
  }

  private long first(SequencePolicy policy) {
    return policy.mode() == Mode.NONE
        ? CloudEvent.NO_SEQUENCE
        : policy.startsAtFirst() ? choice.below(12) : policy.start();
  }

  private CloudEvent event(Writer writer, int index) {
    Instant time = time(index);
    Optional<Observed> observed =
        choice.percent(tokenPercent) ? Optional.of(tokens.next(writer)) : Optional.empty();
    long sequence = writer.write(definition.sequence().mode(), time, observed, choice);
    String type = choice.of(types);
    JsonNode data =
        type.equals("unlisted") ? Values.patch(choice, definition.state()) : Values.data(choice);
    return new CloudEvent(
        writer.source() + "-" + writer.count(),
        writer.source(),
        type,
        "id",
        sequence,
        time.toString(),
        Optional.empty(),
        Optional.empty(),
        observed,
        data);
  }

  private Instant time(int index) {
    if (choice.below(1_000) == 0) {
      return choice.of(FARTHEST);
    }
    int jump = choice.below(100);
    long second =
        jump < 4
            ? choice.below(1_000_000)
            : jump < 8 ? -choice.below(1_000) : (timeGrows ? index / 2 : 0) + choice.below(5);
    return START.plusSeconds(second).plusNanos(choice.percent(90) ? 0 : choice.below(2));
  }
}

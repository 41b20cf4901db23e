package io.tidemark.load.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.AggregateDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A history of a replicated type as the published tests tell it, in terms of replicas' states. Here
 * a state is the set of events that a replica has received: an operation is an event whose writer
 * had read the state that it was made in, and a merge is the union.
 *
 * <p>A replica that goes on from a state without its own last operation has been restored from a
 * copy, which makes it a new writer: a source numbers its events one after the other.
 */
final class Scenario {
  private final JsonNode steps;
  private final ScenarioType type;
  private final Clocks clocks;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Set<String>> states = new HashMap<>();
  private final Map<String, List<String>> bySource = new HashMap<>();
  private final List<Expectation> expectations = new ArrayList<>();

  /**
   * @param state the name of a state
   * @param value what the published test expects to see of it
   */
  record Expectation(String state, JsonNode value) {}

  /** How the wall clocks of the writers relate to the order in which they write. */
  enum Clocks {
    ALL_EQUAL,
    IN_STEP,
    BACKWARDS,
    FIRST_WRITER_AHEAD;

    long nanos(int step, boolean firstWriter) {
      return switch (this) {
        case ALL_EQUAL -> 1_000;
        case IN_STEP -> 1_000 + step;
        case BACKWARDS -> 1_000 - step;
        case FIRST_WRITER_AHEAD -> firstWriter ? 1_000_000 + step : 1_000 + step;
      };
    }
  }

  Scenario(JsonNode scenario, ScenarioType type, Clocks clocks) {
    this.steps = scenario.get("steps");
    this.type = type;
    this.clocks = clocks;
    steps.forEach(this::step);
  }

  List<Expectation> expectations() {
    return expectations;
  }

  /** What is to be seen of a state, whatever order its events arrive in. */
  JsonNode seen(String state) {
    Example example = new Example(type.state(), rows);
    AggregateDefinition definition = example.definition();
    JsonNode announced = Replay.announced(definition, example.events(states.get(state)));
    return type.visible(announced.get("state").get("values"));
  }

  private void step(JsonNode step) {
    if (step.has("expect")) {
      expectations.add(new Expectation(step.get("expect").asText(), step.get("value")));
    } else if (step.has("effect")) {
      String effect = step.get("effect").asText();
      states.put(effect, Set.of(write(step, step.get("at").asText())));
    } else {
      states.put(step.get("let").asText(), made(step));
    }
  }

  private Set<String> made(JsonNode step) {
    Set<String> made = new LinkedHashSet<>();
    if (step.has("copy")) {
      made.addAll(known(step.get("copy")));
    } else if (step.has("merge")) {
      step.get("merge").forEach(state -> made.addAll(known(state)));
    } else if (step.has("from")) {
      made.addAll(known(step.get("from")));
      if (step.has("apply")) {
        made.addAll(known(step.get("apply")));
      } else {
        made.add(write(step, step.get("from").asText()));
      }
    } else if (!step.has("new")) {
      throw new IllegalArgumentException("a step of an unknown kind: " + step);
    }
    return made;
  }

  private Set<String> known(JsonNode state) {
    return Optional.ofNullable(states.get(state.asText()))
        .orElseThrow(() -> new IllegalArgumentException("no state " + state + " so far"));
  }

  /** Adds the event of one operation, made in a state, and names it. */
  private String write(JsonNode step, String from) {
    Set<String> here = states.get(from);
    Set<String> context = step.has("ctx") ? known(step.get("ctx")) : here;
    String source = source(step.get("actor").asText(), here);
    List<String> own = bySource.computeIfAbsent(source, name -> new ArrayList<>());
    String name = "event" + (rows.size() + 1);
    boolean first = rows.isEmpty() || rows.get(0).source().equals(source);
    String operations = type.operations(step.get("op"), () -> seen(from));
    rows.add(
        new Row(
            name,
            source,
            own.size() + 1,
            clocks.nanos(rows.size(), first),
            Optional.of(List.copyOf(context)),
            operations));
    own.add(name);
    return name;
  }

  private String source(String actor, Set<String> here) {
    String source = actor;
    while (!here.containsAll(bySource.getOrDefault(source, List.of()))) {
      source += " restored";
    }
    return source;
  }

  /** The events by the names of the states that have them, for a failure's message. */
  @Override
  public String toString() {
    return new LinkedHashMap<>(states) + "\n" + rows;
  }
}

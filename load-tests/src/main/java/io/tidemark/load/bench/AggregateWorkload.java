package io.tidemark.load.bench;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A whole aggregate with a set and a map, and an endless series of events that keep it as large as
 * it is. What an event costs here is everything between decoding and the journal: parsing its data,
 * deciding, and applying it; not announcing the state, whose cost is that of its bytes.
 */
public final class AggregateWorkload {
  private static final String FILE =
      """
      aggregates:
        thing:
          topics: [things]
          state:
            customer: lww
            members: set
            items: { merge: map, value: { quantity: counter, price: lww } }
            %s
          events:
            Named: [ { set: { customer: /value } }, %s ]
            Joined: [ { add: { members: /value } } ]
            Left: [ { remove: { members: /value } } ]
            Bought: [ { put: { items: { key: /value, increment: { quantity: 1 }, set: { price: 12.50 } } } } ]
            Dropped: [ { remove: { items: /value } } ]
      """;

  private static final String PLAIN = FILE.formatted("rated: lww", "{ set: { rated: /rated } }");

  private static final String CUSTOM =
      FILE.formatted(
          "rated: { merge: custom, class: io.tidemark.load.bench.HighestPriority }",
          "{ apply: { rated: /rated } }");

  /** Each removal is followed by what brings back the same. */
  private static final List<String> TYPES =
      List.of("Joined", "Bought", "Left", "Joined", "Named", "Bought", "Dropped", "Bought");

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String[] SOURCES = {"/source/a", "/source/b", "/source/c"};

  private final AggregateState state;
  private final Random random = new Random(1);
  private final int members;
  private final int keys;
  private int at;
  private long sent;

  private AggregateWorkload(int members, int keys, String file) {
    AggregateDefinition definition = definition(file);
    this.state = new AggregateState(definition, new EventInterpreter(definition));
    this.members = members;
    this.keys = keys;
    for (int i = 0; i < members; i++) {
      apply("Joined", i);
    }
    for (int i = 0; i < keys; i++) {
      apply("Bought", i);
    }
  }

  /**
   * Large: 10,000 members and 1,000 keys. Small: 10 and 10.
   *
   * @param custom whether a field has a rule of the user's, for which events are tried first
   */
  public static AggregateWorkload of(Size size, boolean custom) {
    String file = custom ? CUSTOM : PLAIN;
    return size == Size.SMALL
        ? new AggregateWorkload(10, 10, file)
        : new AggregateWorkload(10_000, 1_000, file);
  }

  /** Applies the next event and returns the version that it led to. */
  public long applyNext() {
    int step = (int) (sent % TYPES.size());
    String type = TYPES.get(step);
    boolean bringsBack = step == 3 || step == 7;
    at =
        bringsBack
            ? at
            : random.nextInt(type.equals("Joined") || type.equals("Left") ? members : keys);
    apply(type, at);
    return state.version();
  }

  private void apply(String type, int element) {
    String source = SOURCES[(int) (sent % SOURCES.length)];
    long sequence = sent / SOURCES.length + 1;
    sent++;
    Event event = event(type, source, sequence, sent * 1_000, element);
    Decision decision = Deciding.decide(state, new Instruction.Deliver(List.of(event)), NOW);
    decision.journal().forEach(state::apply);
    if (state.isStale() || !decision.rejected().isEmpty()) {
      throw new IllegalStateException(event + " was not simply applied");
    }
  }

  private static Event event(String type, String source, long sequence, long time, int element) {
    Event.Header header =
        new Event.Header(
            source + "/" + sequence,
            source,
            sequence,
            type,
            time,
            null,
            null,
            null,
            null,
            null,
            Map.of());
    String data =
        "{\"value\":\"element-"
            + (100_000 + element)
            + "\",\"rated\":{\"priority\":"
            + element
            + ",\"text\":\"a\"}}";
    return new Event(
        header, data.getBytes(StandardCharsets.UTF_8), new Position("things", 0, sequence));
  }

  private static AggregateDefinition definition(String file) {
    try {
      return AggregatesFile.parse("benchmark", file).get(0);
    } catch (DefinitionException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}

package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.json.CodePoints;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.domain.sequencing.Room;
import io.tidemark.domain.sequencing.SourceSequence;
import io.tidemark.domain.sequencing.WaitingRoom;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One aggregate: what it has taken in, and what came of it. A fold of its journal; mutable, and
 * confined to one thread at a time.
 *
 * <p>Invariant: unless {@link #isStale}, fields, version and vector are those of the set of events
 * applied, whatever order they came in. A stale state has the right version and vector; its fields
 * become right again by {@link Rebuild}.
 */
public final class AggregateState implements StateView {
  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final TreeMap<String, SourceSequence> sources = new TreeMap<>(CodePoints.ORDER);
  private final Applied applied;
  private RecentIds recent = new RecentIds();
  private CausalWait waits = new CausalWait();
  private Failures failures = new Failures();
  private SettledLetters settled = new SettledLetters();
  private final WaitingRoom.Share room;
  private int held;

  public AggregateState(AggregateDefinition definition, EventInterpreter interpreter) {
    this(definition, interpreter, WaitingRoom.unlimited());
  }

  /**
   * @param room what its waiting events may take of the memory; nothing is taken of it yet
   */
  public AggregateState(
      AggregateDefinition definition, EventInterpreter interpreter, WaitingRoom.Share room) {
    this(definition, interpreter, new Applied(interpreter), room);
  }

  AggregateState(
      AggregateDefinition definition,
      EventInterpreter interpreter,
      Applied applied,
      WaitingRoom.Share room) {
    this.definition = definition;
    this.interpreter = interpreter;
    this.applied = applied;
    this.room = room;
  }

  /** The only writer of state: takes in one journaled event. */
  public void apply(JournalEvent journaled) {
    if (journaled instanceof JournalEvent.EventsRecorded recorded) {
      recorded.events().forEach(event -> take(event, recorded.at()));
    } else if (journaled instanceof JournalEvent.GapSkipped skipped) {
      waits.giveUp(skipped.source(), skipped.to());
      step(skipped.source(), (sequence, sink) -> sequence.skip(skipped.to(), sink));
    } else if (journaled instanceof JournalEvent.StartDecided decided) {
      step(decided.source(), (sequence, sink) -> sequence.start(decided.first(), sink));
    } else {
      applyLetter(journaled);
    }
    releaseBlocked();
  }

  private void applyLetter(JournalEvent journaled) {
    if (journaled instanceof JournalEvent.LetterNoted noted) {
      step(noted.source(), (sequence, sink) -> note(sequence, noted));
    } else if (journaled instanceof JournalEvent.LetterRedeemed redeemed) {
      failures.settle(redeemed.letter());
      settled.add(redeemed.letter());
      Event event = redeemed.event();
      remember(event);
      for (SourceSequence other : List.copyOf(sources.values())) {
        if (!other.source().equals(event.source())) {
          // The file may have been wrong about who the letter's source is.
          step(other, (sequence, sink) -> sequence.discard(redeemed.letter(), sink));
        }
      }
      step(
          event.source(),
          (sequence, sink) ->
              sequence.redeem(event, redeemed.letter(), redeemed.at(), roomFor(event), sink));
    } else {
      JournalEvent.LetterDiscarded discarded = (JournalEvent.LetterDiscarded) journaled;
      failures.settle(discarded.letter());
      settled.add(discarded.letter());
      step(discarded.source(), (sequence, sink) -> sequence.discard(discarded.letter(), sink));
    }
  }

  private void note(SourceSequence sequence, JournalEvent.LetterNoted noted) {
    Event withdrawn = sequence.takeLetter(noted.sequence(), noted.letter(), noted.at());
    if (withdrawn != null && noted.message() != null) {
      failures.add(withdrawn, noted.message());
    }
  }

  /** What was applied may be what others wait for. */
  private void releaseBlocked() {
    long before = applied.version() - 1;
    while (before < applied.version() && waits.hasBlocked()) {
      before = applied.version();
      for (SourceSequence sequence : waits.blocked()) {
        step(sequence, SourceSequence::release);
      }
    }
  }

  private void take(Event event, Instant now) {
    failures.settle(event);
    remember(event);
    SourceSequence known = sources.get(event.source());
    String letter = known == null ? null : known.letterOf(event.sequence());
    if (letter != null) {
      settled.add(letter);
    }
    step(event.source(), (sequence, sink) -> sequence.take(event, now, roomFor(event), sink));
  }

  private void remember(Event event) {
    if (definition.sequence().mode() == Mode.NONE) {
      recent.add(event.source(), event.header().id());
    }
  }

  private Room roomFor(Event event) {
    if (held >= definition.gap().hold()) {
      return Room.NONE;
    }
    return room.isLeft() || !mayShelve() || !Room.canBeShelved(event)
        ? Room.IN_MEMORY
        : Room.ON_SHELF;
  }

  /** Where rules may fail, an event is tried before it is applied, and has to be at hand. */
  private boolean mayShelve() {
    return !interpreter.mayFail();
  }

  /** How many events it holds. */
  int held() {
    return held;
  }

  /** What is done to one source's sequence, and where that puts its events. */
  private interface Step {
    void run(SourceSequence sequence, SourceSequence.Sink sink);
  }

  private void step(String source, Step step) {
    step(source(source), step);
  }

  /** Keeps the number of held events in step with what a source's sequence does. */
  private void step(SourceSequence sequence, Step step) {
    int before = sequence.held();
    long bytesBefore = sequence.heldBytes();
    step.run(sequence, new Folding(sequence));
    waits.track(sequence);
    room.add(sequence.heldBytes() - bytesBefore);
    int added = sequence.held() - before;
    held += added;
    applied.tally().held += Math.max(0, added);
  }

  /**
   * A copy to try journal events on: it throws {@link Applied.RehearsalFailed} where this one would
   * lose a write. Only good for that; this one must not change while it is used.
   */
  AggregateState rehearsal() {
    AggregateState copy =
        new AggregateState(definition, interpreter, applied.rehearsal(), WaitingRoom.unlimited());
    copy.waits = waits.copy();
    sources.values().forEach(sequence -> copy.add(sequence.copy()));
    return copy;
  }

  private void add(SourceSequence sequence) {
    if (!room.isLeft() && mayShelve()) {
      sequence.shelve();
    }
    sources.put(sequence.source(), sequence);
    held += sequence.held();
    room.add(sequence.heldBytes());
    waits.track(sequence);
  }

  /** The dead letters that were settled, the latest ones. */
  public List<String> settledLately() {
    return settled.list();
  }

  /** What journaled events were found to be dead letters, the latest ones. */
  public List<Decision.Rejection> failures() {
    return failures.list();
  }

  /** Whether an event's writer knew of every other source's events that were applied. */
  private boolean knowsAll(Origin origin) {
    for (SourceSequence other : sources.values()) {
      boolean known =
          other.lastApplied() == Event.NO_SEQUENCE
              || other.source().equals(origin.stamp().source())
              || (other.clock() != null
                  && origin.hasSeen(new Stamp(other.clock(), other.source(), number(other))));
      if (!known) {
        return false;
      }
    }
    return true;
  }

  private long number(SourceSequence sequence) {
    return definition.sequence().mode() == Mode.NONE ? Event.NO_SEQUENCE : sequence.lastApplied();
  }

  private SourceSequence source(String name) {
    return sources.computeIfAbsent(
        name, source -> new SourceSequence(source, definition.sequence()));
  }

  Applied applied() {
    return applied;
  }

  EventInterpreter interpreter() {
    return interpreter;
  }

  AggregateDefinition definition() {
    return definition;
  }

  Map<String, SourceSequence> sources() {
    return sources;
  }

  /** What is known of a source, or null. */
  SourceSequence known(String source) {
    return sources.get(source);
  }

  boolean isRecent(Event event) {
    return recent.contains(event.source(), event.header().id());
  }

  /** Whether the fields need the history to be right: a late event, a removal between writes. */
  public boolean isStale() {
    return applied.isStale();
  }

  @Override
  public long version() {
    return applied.version();
  }

  @Override
  public boolean isDeleted() {
    return applied.fields().isDeleted();
  }

  /** The event last applied; null before the first. */
  public LastEvent lastEvent() {
    return applied.lastEvent();
  }

  /** What was counted since the last call: applied, held, released, concurrent. */
  public Tally drainTally() {
    Tally drained = new Tally(applied.tally());
    applied.tally().clear();
    return drained;
  }

  /** How many events wait, in memory and in the journal. */
  public long waiting() {
    long waiting = 0;
    for (SourceSequence sequence : sources.values()) {
      waiting += sequence.waiting();
    }
    return waiting;
  }

  /** What is missing, by source and number; also what others observed and nobody sent yet. */
  public List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    sources.values().forEach(sequence -> gaps.addAll(sequence.gaps()));
    if (waits.hasBlocked()) {
      gaps.addAll(waits.gaps(sources, definition.sequence(), gaps.isEmpty()));
    }
    return gaps;
  }

  /** The dead letters that events wait behind, or will: by source, then by number. */
  public Map<String, Map<Long, String>> letters() {
    Map<String, Map<Long, String>> letters = new TreeMap<>(CodePoints.ORDER);
    sources.forEach(
        (source, sequence) -> {
          if (!sequence.letters().isEmpty()) {
            letters.put(source, sequence.letters());
          }
        });
    return letters;
  }

  @Override
  public Map<String, Long> vector() {
    Map<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    sources.forEach(
        (source, sequence) -> {
          if (sequence.lastApplied() != Event.NO_SEQUENCE) {
            vector.put(source, sequence.lastApplied());
          }
        });
    return vector;
  }

  @Override
  public ConsistencyToken token() {
    return new ConsistencyToken(applied.latest(), vector());
  }

  /**
   * Whether all that a token stands for was applied. A number counts only when itself was: the
   * highest one applied says nothing of one that was given up and may still come. What lies below
   * the token's numbers and was given up does not count against it, because whoever gave it out had
   * not seen that either.
   */
  public boolean includes(ConsistencyToken token) {
    for (Map.Entry<String, Long> seen : token.vector().entrySet()) {
      SourceSequence sequence = sources.get(seen.getKey());
      if (sequence == null
          || sequence.lastApplied() < seen.getValue()
          || !sequence.isApplied(seen.getValue())) {
        return false;
      }
    }
    return definition.sequence().mode() != Mode.NONE
        || token.clock() == null
        || (applied.latest() != null && !applied.latest().isBefore(token.clock()));
  }

  @Override
  public void writeFields(JsonGenerator out) throws IOException {
    applied.fields().write(out);
  }

  /** All that is remembered, for a snapshot. */
  public ObjectNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    applied.save(saved);
    saved.set("r", recent.save());
    saved.set("w", waits.save());
    saved.set("b", failures.save());
    saved.set("d", settled.save());
    ObjectNode sequences = saved.putObject("s");
    sources.forEach((source, sequence) -> sequences.set(source, sequence.save()));
    return saved;
  }

  /** The state as {@link #save} left it. */
  public static AggregateState load(
      AggregateDefinition definition, EventInterpreter interpreter, JsonNode saved) {
    return load(definition, interpreter, saved, WaitingRoom.unlimited());
  }

  /**
   * The state as {@link #save} left it, with what waits as far as there is room.
   *
   * @param room nothing is taken of it yet
   */
  public static AggregateState load(
      AggregateDefinition definition,
      EventInterpreter interpreter,
      JsonNode saved,
      WaitingRoom.Share room) {
    AggregateState state =
        new AggregateState(definition, interpreter, Applied.load(interpreter, saved), room);
    state.recent = RecentIds.load(saved.get("r"));
    state.waits = CausalWait.load(saved.get("w"));
    state.failures = Failures.load(saved.get("b"));
    state.settled = SettledLetters.load(saved.get("d"));
    saved
        .get("s")
        .properties()
        .forEach(
            entry ->
                state.add(
                    SourceSequence.load(entry.getKey(), definition.sequence(), entry.getValue())));
    return state;
  }

  /** Folds what a source's sequence lets through. */
  private final class Folding implements SourceSequence.Sink {
    private final SourceSequence sequence;

    Folding(SourceSequence sequence) {
      this.sequence = sequence;
    }

    @Override
    public boolean isReady(Event event) {
      return waits.missing(event, sources, definition.sequence()).isEmpty();
    }

    @Override
    public void apply(Event event) {
      Origin origin = Timing.next(event, sequence.source(), sequence.clock(), sequence.context());
      sequence.advance(origin.time(), origin.context());
      applied.fold(event, origin, AggregateState.this::knowsAll);
    }

    @Override
    public void late(Event event) {
      applied.late(event);
    }

    @Override
    public void park(long place, Event event) {
      applied.park(event, place);
    }

    @Override
    public void parked(long place) {
      applied.unseen(sequence.source(), place);
    }

    @Override
    public void released() {
      applied.tally().released++;
    }
  }
}

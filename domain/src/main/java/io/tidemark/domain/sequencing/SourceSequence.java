package io.tidemark.domain.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.merge.Saved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an aggregate knows of one source's numbers: how far it is whole, what waits beyond, what was
 * skipped.
 *
 * <p>Invariant: every number below {@link #next} was applied or is in {@link #skipped}; whatever
 * waits is at or above it, and not skipped. Where numbers need not follow each other, nothing waits
 * but behind a dead letter; where there are none, what waits gets places in order of arrival.
 */
public final class SourceSequence {
  /** The most dead letters of one source that an aggregate has in memory and in its snapshots. */
  public static final int MOST_LETTERS = 1_000;

  /** The most runs of numbers with holes between them that wait of one source, likewise. */
  public static final int MOST_RUNS = 20_000;

  /** Shared by all where nothing ever waited; nothing is added to it. */
  private static final Waiting NOTHING = new Waiting();

  private final String source;
  private final SequencePolicy policy;
  private final NumberRanges skipped = new NumberRanges();
  private Waiting waiting = NOTHING;
  private boolean started;
  private long next;
  private long lastApplied;
  private Position lastPosition;
  private EffectiveTime clock;
  private ConsistencyToken context = ConsistencyToken.NOTHING;

  public SourceSequence(String source, SequencePolicy policy) {
    this.source = source;
    this.policy = policy;
    this.started = !policy.startsAtFirst();
    this.next = policy.startsAtFirst() ? 0 : policy.start();
    this.lastApplied = Event.NO_SEQUENCE;
  }

  public String source() {
    return source;
  }

  /**
   * The highest number applied, or how many were where there are no numbers; {@link
   * Event#NO_SEQUENCE} before the first.
   */
  public long lastApplied() {
    return lastApplied;
  }

  /** The effective time of the last event applied, or null. */
  public EffectiveTime clock() {
    return clock;
  }

  /** All that the source had observed of others up to its last event applied. */
  public ConsistencyToken context() {
    return context;
  }

  /** An event of that time was applied, whose source had observed that much by then. */
  public void advance(EffectiveTime time, ConsistencyToken observed) {
    clock = time;
    context = observed;
  }

  /** Where something is about to wait. */
  private Waiting queue() {
    if (waiting == NOTHING) {
      waiting = new Waiting();
    }
    return waiting;
  }

  /** Whether every number up to this one was applied or skipped. */
  public boolean isWhole(long number) {
    return started && number < next;
  }

  /** Whether the next event is there, but waits for what it observed. */
  public boolean isBlocked() {
    return policy.mode() == Mode.CONTIGUOUS && started && waiting.event(next) != null;
  }

  /** The event that waits for what it observed. */
  public Event blockedEvent() {
    return waiting.event(next);
  }

  /** Since when {@link #blockedEvent} has been there. */
  public Instant blockedSince() {
    return waiting.since(next);
  }

  /** What a number says of its event, before anything of it is taken in. */
  public Admission admit(long sequence) {
    if (waiting.hasEvent(sequence)) {
      return Admission.DUPLICATE;
    }
    if (policy.mode() == Mode.INCREASING) {
      return sequence > lastApplied ? Admission.NEW : Admission.DUPLICATE;
    }
    if (started && sequence < next) {
      if (skipped.contains(sequence)) {
        return Admission.LATE;
      }
      return !policy.startsAtFirst() && sequence < policy.start()
          ? Admission.BELOW_START
          : Admission.DUPLICATE;
    }
    return Admission.NEW;
  }

  /** Whether this number was applied already, by what is remembered of them all. */
  public boolean isApplied(long sequence) {
    return policy.mode() != Mode.CONTIGUOUS
        || (started && sequence < next && !skipped.contains(sequence));
  }

  /**
   * Takes in an admitted event: applies it and what it releases, or lets it wait. One with the
   * number of a dead letter takes its place.
   *
   * @param room what there is for it, should it have to wait
   */
  public void take(Event event, Instant now, Room room, Sink sink) {
    if (policy.mode() == Mode.CONTIGUOUS) {
      takeInTurn(event, event.sequence(), now, room, sink);
    } else if (policy.mode() == Mode.INCREASING) {
      waiting.removeLetter(event.sequence());
      if (event.sequence() < waiting.firstLetter()) {
        lastApplied = event.sequence();
        sink.apply(event);
        release(sink);
      } else {
        hold(event.sequence(), event, now, room, sink);
      }
    } else if (waiting.isEmpty()) {
      applyUnnumbered(event, sink);
    } else {
      hold(behindAll(), event, now, room, sink);
    }
  }

  private void hold(long place, Event event, Instant now, Room room, Sink sink) {
    queue().add(place, event, now, room);
    if (room != Room.IN_MEMORY) {
      sink.park(place, event);
    }
  }

  /**
   * Takes in the event that a dead letter was to be, in its place; or in another one, and gives the
   * letter's up, if it is read with another number now.
   */
  public void redeem(Event event, String letter, Instant now, Room room, Sink sink) {
    Optional<Long> place = waiting.placeOf(letter);
    if (policy.mode() == Mode.NONE && place.isPresent()) {
      waiting.removeLetter(place.get());
      takeInTurn(event, place.get(), now, room, sink);
      return;
    }
    if (place.isPresent() && place.get() != event.sequence()) {
      discard(letter, sink);
    }
    take(event, now, room, sink);
  }

  private void takeInTurn(Event event, long place, Instant now, Room room, Sink sink) {
    waiting.removeLetter(place);
    if (started && place < next) {
      skipped.remove(place);
      lastApplied = Math.max(lastApplied, place);
      sink.late(event);
    } else if (started && place == next && (room == Room.NONE || isReady(event, sink))) {
      next++;
      applied(event, place, sink);
      release(sink);
    } else {
      skipped.remove(place);
      hold(place, event, now, room, sink);
    }
  }

  /** Causes are waited for where all numbers must come; elsewhere they may never. */
  private boolean isReady(Event event, Sink sink) {
    return policy.mode() != Mode.CONTIGUOUS || sink.isReady(event);
  }

  private void applied(Event event, long place, Sink sink) {
    if (policy.mode() == Mode.NONE) {
      applyUnnumbered(event, sink);
    } else {
      lastApplied = place;
      lastPosition = event.position();
      sink.apply(event);
    }
  }

  private void applyUnnumbered(Event event, Sink sink) {
    lastApplied = Math.max(lastApplied, 0) + 1;
    sink.apply(event);
  }

  private long behindAll() {
    return waiting.isEmpty() ? next : waiting.last() + 1;
  }

  /**
   * Whether so much waits here that this may not wait, too: {@link #MOST_LETTERS} dead letters are
   * before it, or it stands alone beside {@link #MOST_RUNS} runs of others. What takes a letter's
   * place, or comes before all that waits, is never concerned.
   */
  public boolean isFull(long sequence) {
    if (policy.mode() == Mode.NONE) {
      return waiting.letterCount() >= MOST_LETTERS;
    }
    return sequence > lowestWaiting()
        && !waiting.hasLetter(sequence)
        && (waiting.isOneRunMoreThan(MOST_RUNS, sequence)
            || (waiting.letterCount() >= MOST_LETTERS && sequence > waiting.firstLetter()));
  }

  /**
   * An event that cannot be taken in has a place here: what follows it waits.
   *
   * @param sequence its number, or {@link Event#NO_SEQUENCE}
   * @return whether it has one; not so when its number was dealt with before, or {@link #isFull}
   */
  public boolean admitsLetter(long sequence, String letter) {
    return !isFull(sequence)
        && waiting.placeOf(letter).isEmpty()
        && (policy.mode() == Mode.NONE
            || (sequence != Event.NO_SEQUENCE
                && !waiting.hasLetter(sequence)
                && admit(sequence) == Admission.NEW));
  }

  /** Takes in a dead letter; an event that had been waiting in its place is withdrawn. */
  public Event takeLetter(long sequence, String letter, Instant now) {
    long place = policy.mode() == Mode.NONE ? behindAll() : sequence;
    Event withdrawn = waiting.remove(place);
    queue().addLetter(place, letter, now);
    return withdrawn;
  }

  /** Gives up a dead letter: its number is skipped. */
  public void discard(String letter, Sink sink) {
    waiting
        .placeOf(letter)
        .ifPresent(
            place -> {
              waiting.removeLetter(place);
              if (policy.mode() != Mode.INCREASING) {
                skipped.add(place, place);
              }
              release(sink);
            });
  }

  /** The dead letter with this number, or null; where there are no numbers, null. */
  public String letterOf(long sequence) {
    return policy.mode() == Mode.NONE ? null : waiting.letter(sequence);
  }

  /** The dead letters that events wait behind, by number or place. */
  public Map<Long, String> letters() {
    return waiting.letters();
  }

  /** Gives up every missing number up to {@code to}; nothing beyond what is held is given up. */
  public void skip(long to, Sink sink) {
    if (started) {
      for (Gap gap : gaps()) {
        skipped.add(gap.from(), Math.min(to, gap.to()));
      }
      release(sink);
    }
  }

  /** Makes {@code first} the first number; lower ones count as skipped. */
  public void start(long first, Sink sink) {
    if (!started) {
      started = true;
      skipped.add(0, first - 1);
      next = first;
      release(sink);
    }
  }

  /** The lowest number that waits, dead letters among them; only when there is one. */
  public long lowestWaiting() {
    return Math.min(waiting.firstEvent(), waiting.firstLetter());
  }

  /** How many are held. */
  public int held() {
    return waiting.held();
  }

  /** What those of them take that are in memory, roughly, in bytes. */
  public long heldBytes() {
    return waiting.bytes();
  }

  /** Leaves what is held to the journal, as far as it need not be at hand. */
  public void shelve() {
    waiting.shelve();
  }

  /** How many wait in all. */
  public long waiting() {
    return waiting.events();
  }

  /** The missing runs below what waits, ascending. */
  public List<Gap> gaps() {
    if (waiting.isEmpty() || policy.mode() != Mode.CONTIGUOUS) {
      return List.of();
    }
    if (!started) {
      return List.of(gap(0, lowestWaiting() - 1, true));
    }
    List<Gap> gaps = new ArrayList<>();
    long missing = next;
    for (Map.Entry<Long, Long> run : beyond().entrySet()) {
      if (missing < run.getKey()) {
        gaps.add(gap(missing, run.getKey() - 1, false));
      }
      missing = run.getValue() + 1;
    }
    return gaps;
  }

  private Gap gap(long from, long to, boolean undecidedStart) {
    Event after = waiting.event(to + 1);
    return new Gap(
        source,
        from,
        to,
        waiting.sinceFrom(from),
        undecidedStart,
        lastPosition,
        after == null ? null : after.position(),
        waiting.events());
  }

  /** Where the last event that was applied stood; null when that is not known. */
  public Position lastPosition() {
    return lastPosition;
  }

  /** The first number that neither came nor has a later one that did. */
  public long firstUnseen() {
    return waiting.isEmpty() ? next : Math.max(next, beyond().lastEntry().getValue() + 1);
  }

  /** What is there beyond {@code next}, or given up already behind an event that is blocked. */
  private NavigableMap<Long, Long> beyond() {
    SortedMap<Long, Long> givenUp = skipped.asMap().tailMap(next);
    if (givenUp.isEmpty()) {
      return waiting.taken();
    }
    NumberRanges present = new NumberRanges();
    waiting.taken().forEach(present::add);
    givenUp.forEach(present::add);
    return present.asMap();
  }

  /** Applies what waits and need not. */
  public void release(Sink sink) {
    if (policy.mode() == Mode.INCREASING) {
      releaseIncreasing(sink);
      return;
    }
    while (true) {
      Event event = waiting.event(next);
      if (event != null && !isReady(event, sink)) {
        return;
      }
      if (event != null) {
        waiting.remove(next);
        applied(event, next++, sink);
        sink.released();
      } else if (waiting.removeUnseen(next)) {
        lastApplied = policy.mode() == Mode.NONE ? Math.max(lastApplied, 0) + 1 : next;
        lastPosition = null;
        sink.parked(next++);
      } else if (skipped.contains(next)) {
        next = skipped.endOf(next) + 1;
      } else {
        return;
      }
    }
  }

  /** All that waits below the first dead letter, in order. */
  private void releaseIncreasing(Sink sink) {
    while (waiting.firstEvent() < waiting.firstLetter()) {
      lastApplied = waiting.firstEvent();
      Event event = waiting.remove(lastApplied);
      if (event != null) {
        sink.apply(event);
        sink.released();
      } else {
        waiting.removeUnseen(lastApplied);
        sink.parked(lastApplied);
      }
    }
  }

  /** Where events go once their turn has come. */
  public interface Sink {
    /** Whether all that the event's writer had observed was applied or given up. */
    boolean isReady(Event event);

    /** In order: fold it in. */
    void apply(Event event);

    /** Its number was skipped before: fold it in where it belongs. */
    void late(Event event);

    /** It waits in the journal only from now on. */
    default void park(long place, Event event) {}

    /** The next in order stands in the journal only. */
    void parked(long place);

    /** The event last applied had been held. */
    void released();
  }

  /** Another one like it, to try things on. */
  public SourceSequence copy() {
    SourceSequence copy = new SourceSequence(source, policy);
    copy.skipped.addAll(skipped);
    copy.waiting = waiting.copy();
    copy.started = started;
    copy.next = next;
    copy.lastApplied = lastApplied;
    copy.lastPosition = lastPosition;
    copy.clock = clock;
    copy.context = context;
    return copy;
  }

  /** All that is remembered, for a snapshot. */
  public ObjectNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    saved.put("b", started).put("n", next).put("l", lastApplied).set("c", Saved.time(clock));
    if (!context.equals(ConsistencyToken.NOTHING)) {
      saved.set("o", Saved.token(context));
    }
    if (lastPosition != null) {
      saved
          .putArray("q")
          .add(lastPosition.topic())
          .add(lastPosition.partition())
          .add(lastPosition.offset());
    }
    waiting.save(saved);
    Waiting.saveRanges(saved.putArray("k"), skipped.asMap());
    return saved;
  }

  /** The sequence as {@link #save} left it. */
  public static SourceSequence load(String source, SequencePolicy policy, JsonNode saved) {
    SourceSequence sequence = new SourceSequence(source, policy);
    sequence.started = saved.get("b").booleanValue();
    sequence.next = saved.get("n").longValue();
    sequence.lastApplied = saved.get("l").longValue();
    sequence.clock = Saved.time(saved.get("c"));
    if (saved.has("o")) {
      sequence.context = Saved.token(saved.get("o"));
    }
    if (saved.has("q")) {
      JsonNode position = saved.get("q");
      sequence.lastPosition =
          new Position(
              position.get(0).textValue(), position.get(1).intValue(), position.get(2).longValue());
    }
    Waiting waiting = Waiting.load(saved);
    sequence.waiting = waiting.isEmpty() ? NOTHING : waiting;
    saved.get("k").forEach(r -> sequence.skipped.add(r.get(0).longValue(), r.get(1).longValue()));
    return sequence;
  }
}

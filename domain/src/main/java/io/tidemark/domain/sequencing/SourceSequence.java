package io.tidemark.domain.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.merge.Saved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an aggregate knows of one source's numbers: how far it is whole, what is held beyond, what
 * was skipped.
 *
 * <p>Invariant: every number below {@link #next} was applied or is in {@link #skipped}; every
 * number held or parked is at or above it, and in no case skipped. Parked numbers are held by the
 * journal alone.
 */
public final class SourceSequence {
  private final String source;
  private final SequencePolicy policy;
  private final TreeMap<Long, Held> held = new TreeMap<>();
  private final NumberRanges parked = new NumberRanges();
  private final TreeMap<Long, Long> parkedSince = new TreeMap<>();
  private final NumberRanges skipped = new NumberRanges();
  private boolean started;
  private long next;
  private long lastApplied;
  private EffectiveTime clock;
  private ConsistencyToken context = ConsistencyToken.NOTHING;

  /** An event that waits in memory, and since when (milliseconds since the epoch). */
  private record Held(Event event, long since) {}

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

  /** Whether every number up to this one was applied or skipped. */
  public boolean isWhole(long number) {
    return started && number < next;
  }

  /** Whether the next event is there, but waits for what it observed. */
  public boolean isBlocked() {
    return started && held.containsKey(next);
  }

  /** The event that waits for what it observed. */
  public Event blockedEvent() {
    return held.get(next).event();
  }

  /** Since when {@link #blockedEvent} has been there. */
  public Instant blockedSince() {
    return Instant.ofEpochMilli(held.get(next).since());
  }

  /** What a number says of its event, before anything of it is taken in. */
  public Admission admit(long sequence) {
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
    return held.containsKey(sequence) || parked.contains(sequence)
        ? Admission.DUPLICATE
        : Admission.NEW;
  }

  /** Whether this number was applied already, by what is remembered of them all. */
  public boolean isApplied(long sequence) {
    return policy.mode() != Mode.CONTIGUOUS
        || (started && sequence < next && !skipped.contains(sequence));
  }

  /**
   * Takes in an admitted event: applies it and what it releases, or holds it.
   *
   * @param room whether the aggregate may hold one more in memory; else it is parked
   */
  public void take(Event event, Instant now, boolean room, Sink sink) {
    long sequence = event.sequence();
    if (policy.mode() == Mode.NONE) {
      lastApplied = Math.max(lastApplied, 0) + 1;
      sink.apply(event);
    } else if (policy.mode() == Mode.INCREASING) {
      lastApplied = sequence;
      sink.apply(event);
    } else if (started && sequence < next) {
      skipped.remove(sequence);
      lastApplied = Math.max(lastApplied, sequence);
      sink.late(event);
    } else if (started && sequence == next && (!room || sink.isReady(event))) {
      applyNext(event, sink);
      release(sink);
    } else if (room) {
      skipped.remove(sequence);
      held.put(sequence, new Held(event, now.toEpochMilli()));
    } else {
      // One time for each run of parked numbers is enough: a run is released as a whole.
      if (!parked.contains(sequence - 1) && !parked.contains(sequence + 1)) {
        parkedSince.put(sequence, now.toEpochMilli());
      }
      skipped.remove(sequence);
      parked.add(sequence, sequence);
    }
  }

  /** Takes back an event that waits; null when it does not, or not in memory. */
  public Event withdraw(long sequence) {
    Held withdrawn = held.remove(sequence);
    return withdrawn == null ? null : withdrawn.event();
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

  /** Whether anything waits for a lower number. */
  public boolean hasWaiting() {
    return !held.isEmpty() || !parked.isEmpty();
  }

  /** The lowest number that waits. */
  public long lowestWaiting() {
    long inMemory = held.isEmpty() ? Long.MAX_VALUE : held.firstKey();
    long inJournal = parked.isEmpty() ? Long.MAX_VALUE : parked.asMap().firstKey();
    return Math.min(inMemory, inJournal);
  }

  /** How many wait in memory. */
  public int heldInMemory() {
    return held.size();
  }

  /** How many wait in all. */
  public long waiting() {
    return held.size() + parked.size();
  }

  /** The missing runs below what waits, ascending. */
  public List<Gap> gaps() {
    if (!hasWaiting()) {
      return List.of();
    }
    if (!started) {
      return List.of(new Gap(source, 0, lowestWaiting() - 1, since(0), true));
    }
    List<Gap> gaps = new ArrayList<>();
    long missing = next;
    for (Map.Entry<Long, Long> run : waitingRuns().entrySet()) {
      if (missing < run.getKey()) {
        gaps.add(new Gap(source, missing, run.getKey() - 1, since(missing), false));
      }
      missing = run.getValue() + 1;
    }
    return gaps;
  }

  /** The first number that neither came nor has a later one that did. */
  public long firstUnseen() {
    return hasWaiting() ? Math.max(next, waitingRuns().lastEntry().getValue() + 1) : next;
  }

  /** What is there beyond {@code next}, or given up already behind an event that is blocked. */
  private TreeMap<Long, Long> waitingRuns() {
    NumberRanges present = new NumberRanges();
    parked.asMap().forEach(present::add);
    held.keySet().forEach(number -> present.add(number, number));
    skipped.asMap().tailMap(next).forEach(present::add);
    return present.asMap();
  }

  /** When a number above this one first arrived: the first evidence that it is missing. */
  private Instant since(long number) {
    long since = Long.MAX_VALUE;
    for (Held waiting : held.tailMap(number).values()) {
      since = Math.min(since, waiting.since());
    }
    for (long arrived : parkedSince.tailMap(number).values()) {
      since = Math.min(since, arrived);
    }
    return Instant.ofEpochMilli(since);
  }

  /** Applies what waits and need not. */
  public void release(Sink sink) {
    while (true) {
      Held waiting = held.get(next);
      if (waiting != null && !sink.isReady(waiting.event())) {
        return;
      }
      if (waiting != null) {
        held.remove(next);
        applyNext(waiting.event(), sink);
        sink.released();
      } else if (parked.contains(next)) {
        parked.remove(next);
        parkedSince.remove(next);
        lastApplied = next;
        next++;
        sink.parked();
      } else if (skipped.contains(next)) {
        next = skipped.endOf(next) + 1;
      } else {
        return;
      }
    }
  }

  private void applyNext(Event event, Sink sink) {
    lastApplied = next;
    next++;
    sink.apply(event);
  }

  /** Where events go once their turn has come. */
  public interface Sink {
    /** Whether all that the event's writer had observed was applied or given up. */
    boolean isReady(Event event);

    /** In order: fold it in. */
    void apply(Event event);

    /** Its number was skipped before: fold it in where it belongs. */
    void late(Event event);

    /** The next in order stands in the journal only. */
    void parked();

    /** The event last applied had been held. */
    void released();
  }

  /** All that is remembered, for a snapshot. */
  public ObjectNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    saved.put("b", started).put("n", next).put("l", lastApplied).set("c", Saved.time(clock));
    if (!context.equals(ConsistencyToken.NOTHING)) {
      saved.set("o", Saved.token(context));
    }
    ArrayNode waiting = saved.putArray("h");
    held.values().forEach(h -> waiting.addArray().add(h.since()).add(EventFormat.write(h.event())));
    saveRanges(saved.putArray("p"), parked.asMap());
    saveRanges(saved.putArray("t"), parkedSince);
    saveRanges(saved.putArray("k"), skipped.asMap());
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
    for (JsonNode waiting : saved.get("h")) {
      Event event = EventFormat.read(waiting.get(1));
      sequence.held.put(event.sequence(), new Held(event, waiting.get(0).longValue()));
    }
    saved.get("p").forEach(r -> sequence.parked.add(r.get(0).longValue(), r.get(1).longValue()));
    saved
        .get("t")
        .forEach(r -> sequence.parkedSince.put(r.get(0).longValue(), r.get(1).longValue()));
    saved.get("k").forEach(r -> sequence.skipped.add(r.get(0).longValue(), r.get(1).longValue()));
    return sequence;
  }

  private static void saveRanges(ArrayNode target, TreeMap<Long, Long> ranges) {
    ranges.forEach((from, to) -> target.addArray().add(from).add(to));
  }
}

package io.tidemark.domain.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of a source cannot be applied yet, by place: events in memory, events that count as held but
 * that the journal alone has (shelved), events beyond those that may be held (parked), which it
 * alone has, too, and dead letters, which nothing passes until they are redriven or discarded.
 */
final class Waiting {
  /** What an event takes in memory beside its data, roughly: its attributes, and objects. */
  private static final int OVERHEAD = 1_000;

  private final TreeMap<Long, Held> held = new TreeMap<>();
  private final NumberRanges parked = new NumberRanges();
  private final NumberRanges shelved = new NumberRanges();
  private final TreeMap<Long, Letter> letters = new TreeMap<>();
  private final NumberRanges taken = new NumberRanges();
  private final Evidence evidence = new Evidence();
  private int shelvedCount;
  private long bytes;

  /** An event that waits in memory, and since when (milliseconds since the epoch). */
  private record Held(Event event, long since) {}

  private record Letter(String id, long since) {}

  /**
   * Lets an event wait.
   *
   * @param room what there is for it
   */
  void add(long place, Event event, Instant now, Room room) {
    if (room == Room.IN_MEMORY) {
      hold(place, new Held(event, now.toEpochMilli()));
    } else if (room == Room.ON_SHELF) {
      putOnShelf(place);
    } else {
      parked.add(place, place);
    }
    take(place, now);
  }

  private void hold(long place, Held event) {
    held.put(place, event);
    bytes += weight(event);
  }

  private static long weight(Held held) {
    // As bytes, and perhaps as a tree.
    return OVERHEAD + 3L * held.event().data().length;
  }

  /** Takes events out of memory that the journal has anyway; they go on counting as held. */
  void shelve() {
    held.entrySet()
        .removeIf(
            entry -> {
              boolean goes = Room.canBeShelved(entry.getValue().event());
              if (goes) {
                bytes -= weight(entry.getValue());
                putOnShelf(entry.getKey());
              }
              return goes;
            });
  }

  private void putOnShelf(long place) {
    shelved.add(place, place);
    shelvedCount++;
  }

  void addLetter(long place, String letter, Instant now) {
    if (letters.putIfAbsent(place, new Letter(letter, now.toEpochMilli())) == null) {
      take(place, now);
    }
  }

  private void take(long place, Instant now) {
    evidence.add(place, now.toEpochMilli(), taken.contains(place - 1));
    taken.add(place, place);
  }

  private void free(long place) {
    taken.remove(place);
    Map.Entry<Long, Long> below = taken.asMap().lowerEntry(place);
    Long lower = below == null ? null : below.getValue();
    evidence.remove(place, taken.contains(place + 1) ? Long.valueOf(place + 1) : lower);
  }

  /** The event in memory at a place, or null. */
  Event event(long place) {
    Held waiting = held.get(place);
    return waiting == null ? null : waiting.event();
  }

  Instant since(long place) {
    return Instant.ofEpochMilli(held.get(place).since());
  }

  Event remove(long place) {
    Held removed = held.remove(place);
    if (removed == null) {
      return null;
    }
    bytes -= weight(removed);
    free(place);
    return removed.event();
  }

  /** Takes away what waits there in the journal alone, if anything does. */
  boolean removeUnseen(long place) {
    if (shelved.contains(place)) {
      shelved.remove(place);
      shelvedCount--;
    } else if (parked.contains(place)) {
      parked.remove(place);
    } else {
      return false;
    }
    free(place);
    return true;
  }

  void removeLetter(long place) {
    if (letters.remove(place) != null) {
      free(place);
    }
  }

  /** Whether an event waits at a place. */
  boolean hasEvent(long place) {
    return held.containsKey(place) || shelved.contains(place) || parked.contains(place);
  }

  boolean hasLetter(long place) {
    return letters.containsKey(place);
  }

  /** The dead letter at a place, or null. */
  String letter(long place) {
    Letter letter = letters.get(place);
    return letter == null ? null : letter.id();
  }

  /** Where a dead letter stands. */
  Optional<Long> placeOf(String letter) {
    return letters.entrySet().stream()
        .filter(entry -> entry.getValue().id().equals(letter))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The dead letters by place. */
  Map<Long, String> letters() {
    Map<Long, String> ids = new TreeMap<>();
    letters.forEach((place, letter) -> ids.put(place, letter.id()));
    return ids;
  }

  /** How many dead letters have a place here. */
  int letterCount() {
    return letters.size();
  }

  /** Whether a place would be a run of its own, beside so many others or more. */
  boolean isOneRunMoreThan(int most, long place) {
    return taken.asMap().size() >= most && !taken.contains(place - 1) && !taken.contains(place + 1);
  }

  /** The first dead letter's place, or the greatest number when there is none. */
  long firstLetter() {
    return letters.isEmpty() ? Long.MAX_VALUE : letters.firstKey();
  }

  /** The first event's place, or the greatest number when there is none. */
  long firstEvent() {
    return Math.min(
        held.isEmpty() ? Long.MAX_VALUE : held.firstKey(), Math.min(first(shelved), first(parked)));
  }

  private static long first(NumberRanges places) {
    return places.isEmpty() ? Long.MAX_VALUE : places.asMap().firstKey();
  }

  /** The last place that is taken; only when there is one. */
  long last() {
    return taken.asMap().lastEntry().getValue();
  }

  boolean isEmpty() {
    return held.isEmpty() && shelvedCount == 0 && parked.isEmpty() && letters.isEmpty();
  }

  /** How many count as held. */
  int held() {
    return held.size() + shelvedCount;
  }

  /** What the events in memory take there, roughly. */
  long bytes() {
    return bytes;
  }

  /** How many events wait, letters not among them. */
  long events() {
    return held() + parked.size();
  }

  /** All places that are taken, as runs; not to be changed. */
  NavigableMap<Long, Long> taken() {
    return taken.asMap();
  }

  /** When something at or above this place first came: the first evidence that it is missing. */
  Instant sinceFrom(long place) {
    return Instant.ofEpochMilli(evidence.from(place));
  }

  Waiting copy() {
    Waiting copy = new Waiting();
    copy.held.putAll(held);
    copy.bytes = bytes;
    copy.parked.addAll(parked);
    copy.shelved.addAll(shelved);
    copy.shelvedCount = shelvedCount;
    copy.letters.putAll(letters);
    copy.taken.addAll(taken);
    copy.evidence.addAll(evidence);
    return copy;
  }

  void save(ObjectNode saved) {
    ArrayNode events = saved.putArray("h");
    held.forEach(
        (place, h) ->
            events.addArray().add(h.since()).add(EventFormat.write(h.event())).add(place));
    saveRanges(saved.putArray("p"), parked.asMap());
    if (shelvedCount > 0) {
      saveRanges(saved.putArray("m"), shelved.asMap());
    }
    saveRanges(saved.putArray("t"), evidence.asMap());
    ArrayNode dead = saved.putArray("d");
    letters.forEach(
        (place, letter) -> dead.addArray().add(place).add(letter.id()).add(letter.since()));
  }

  static Waiting load(JsonNode saved) {
    Waiting waiting = new Waiting();
    for (JsonNode event : saved.get("h")) {
      waiting.hold(
          event.get(2).longValue(),
          new Held(EventFormat.read(event.get(1)), event.get(0).longValue()));
    }
    saved.get("p").forEach(r -> waiting.parked.add(r.get(0).longValue(), r.get(1).longValue()));
    saved.path("m").forEach(r -> waiting.shelved.add(r.get(0).longValue(), r.get(1).longValue()));
    waiting.shelvedCount = (int) waiting.shelved.size();
    saved.get("t").forEach(r -> waiting.evidence.put(r.get(0).longValue(), r.get(1).longValue()));
    for (JsonNode letter : saved.get("d")) {
      waiting.letters.put(
          letter.get(0).longValue(),
          new Letter(letter.get(1).textValue(), letter.get(2).longValue()));
    }
    waiting.taken.addAll(waiting.parked);
    waiting.taken.addAll(waiting.shelved);
    waiting.held.keySet().forEach(place -> waiting.taken.add(place, place));
    waiting.letters.keySet().forEach(place -> waiting.taken.add(place, place));
    return waiting;
  }

  static void saveRanges(ArrayNode target, NavigableMap<Long, Long> ranges) {
    ranges.forEach((from, to) -> target.addArray().add(from).add(to));
  }
}

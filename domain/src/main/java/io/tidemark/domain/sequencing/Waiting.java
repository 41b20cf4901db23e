package io.tidemark.domain.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of a source cannot be applied yet, by place: events in memory, events that the journal alone
 * holds (parked), and dead letters, which nothing passes until they are redriven or discarded.
 */
final class Waiting {
  private final TreeMap<Long, Held> held = new TreeMap<>();
  private final NumberRanges parked = new NumberRanges();
  private final TreeMap<Long, Long> parkedSince = new TreeMap<>();
  private final TreeMap<Long, Letter> letters = new TreeMap<>();

  /** An event that waits in memory, and since when (milliseconds since the epoch). */
  private record Held(Event event, long since) {}

  private record Letter(String id, long since) {}

  /**
   * Lets an event wait.
   *
   * @param room whether in memory
   */
  void add(long place, Event event, Instant now, boolean room) {
    if (room) {
      held.put(place, new Held(event, now.toEpochMilli()));
      return;
    }
    // One time for each run of parked numbers is enough: a run is released as a whole.
    if (!parked.contains(place - 1) && !parked.contains(place + 1)) {
      parkedSince.put(place, now.toEpochMilli());
    }
    parked.add(place, place);
  }

  void addLetter(long place, String letter, Instant now) {
    letters.putIfAbsent(place, new Letter(letter, now.toEpochMilli()));
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
    return removed == null ? null : removed.event();
  }

  boolean removeParked(long place) {
    boolean removed = parked.contains(place);
    parked.remove(place);
    parkedSince.remove(place);
    return removed;
  }

  void removeLetter(long place) {
    letters.remove(place);
  }

  /** Whether an event waits at a place. */
  boolean hasEvent(long place) {
    return held.containsKey(place) || parked.contains(place);
  }

  boolean hasLetter(long place) {
    return letters.containsKey(place);
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

  /** The first dead letter's place, or the greatest number when there is none. */
  long firstLetter() {
    return letters.isEmpty() ? Long.MAX_VALUE : letters.firstKey();
  }

  /** The first event's place, or the greatest number when there is none. */
  long firstEvent() {
    return Math.min(
        held.isEmpty() ? Long.MAX_VALUE : held.firstKey(),
        parked.isEmpty() ? Long.MAX_VALUE : parked.asMap().firstKey());
  }

  /** The last place that is taken; only when there is one. */
  long last() {
    return ranges().asMap().lastEntry().getValue();
  }

  boolean isEmpty() {
    return held.isEmpty() && parked.isEmpty() && letters.isEmpty();
  }

  int inMemory() {
    return held.size();
  }

  /** How many events wait, letters not among them. */
  long events() {
    return held.size() + parked.size();
  }

  /** All places that are taken; a copy. */
  NumberRanges ranges() {
    NumberRanges taken = new NumberRanges();
    parked.asMap().forEach(taken::add);
    held.keySet().forEach(place -> taken.add(place, place));
    letters.keySet().forEach(place -> taken.add(place, place));
    return taken;
  }

  /** When something at or above this place first came: the first evidence that it is missing. */
  Instant sinceFrom(long place) {
    long since = Long.MAX_VALUE;
    for (Held waiting : held.tailMap(place).values()) {
      since = Math.min(since, waiting.since());
    }
    for (long arrived : parkedSince.tailMap(place).values()) {
      since = Math.min(since, arrived);
    }
    for (Letter letter : letters.tailMap(place).values()) {
      since = Math.min(since, letter.since());
    }
    return Instant.ofEpochMilli(since);
  }

  void save(ObjectNode saved) {
    ArrayNode events = saved.putArray("h");
    held.forEach(
        (place, h) ->
            events.addArray().add(h.since()).add(EventFormat.write(h.event())).add(place));
    saveRanges(saved.putArray("p"), parked.asMap());
    saveRanges(saved.putArray("t"), parkedSince);
    ArrayNode dead = saved.putArray("d");
    letters.forEach(
        (place, letter) -> dead.addArray().add(place).add(letter.id()).add(letter.since()));
  }

  static Waiting load(JsonNode saved) {
    Waiting waiting = new Waiting();
    for (JsonNode event : saved.get("h")) {
      waiting.held.put(
          event.get(2).longValue(),
          new Held(EventFormat.read(event.get(1)), event.get(0).longValue()));
    }
    saved.get("p").forEach(r -> waiting.parked.add(r.get(0).longValue(), r.get(1).longValue()));
    saved
        .get("t")
        .forEach(r -> waiting.parkedSince.put(r.get(0).longValue(), r.get(1).longValue()));
    for (JsonNode letter : saved.get("d")) {
      waiting.letters.put(
          letter.get(0).longValue(),
          new Letter(letter.get(1).textValue(), letter.get(2).longValue()));
    }
    return waiting;
  }

  static void saveRanges(ArrayNode target, TreeMap<Long, Long> ranges) {
    ranges.forEach((from, to) -> target.addArray().add(from).add(to));
  }
}

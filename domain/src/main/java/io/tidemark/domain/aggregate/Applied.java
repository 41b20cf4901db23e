package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.RuleFailure;
import io.tidemark.domain.merge.Saved;
import java.util.function.Predicate;

/**
 * What came of the events that an aggregate applied: fields, version, clock, and whether the fields
 * have to be rebuilt.
 */
class Applied {
  private final EventInterpreter interpreter;
  private final Tally tally = new Tally();
  private FieldStates fields;
  private Promises promises = new Promises();
  private EffectiveTime latest;
  private LastEvent lastEvent;
  private long version;
  private boolean stale;
  private boolean rehearsing;

  Applied(EventInterpreter interpreter) {
    this.interpreter = interpreter;
    this.fields = new FieldStates(interpreter.rules());
  }

  /** A custom rule failed where nothing is lost by it yet. */
  static final class RehearsalFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Event event;

    RehearsalFailed(Event event, String message) {
      super(message, null, false, false);
      this.event = event;
    }
  }

  /** A copy on which a failing rule throws {@link RehearsalFailed} instead of losing its write. */
  Applied rehearsal() {
    Applied copy = new Applied(interpreter);
    copy.rehearsing = true;
    copy.fields = fields.rehearsal();
    return copy;
  }

  /** Folds in the next event of a source. */
  void fold(Event event, Origin origin, Predicate<Origin> knowsAll) {
    if (origin.time().isBefore(latest)) {
      tally.concurrent++;
    }
    latest = EffectiveTime.later(latest, origin.time());
    stale |= promises.cover(origin.stamp());
    promises.add(origin);
    if (!stale || rehearsing) {
      stale |= !write(event, origin, knowsAll);
    }
    count(event);
  }

  /**
   * What a failing rule was to write is lost: whoever decides rehearses, and lets none come here.
   */
  private boolean write(Event event, Origin origin, Predicate<Origin> knowsAll) {
    try {
      return fields.apply(interpreter.writes(event), origin, knowsAll);
    } catch (RuleFailure failure) {
      if (rehearsing) {
        throw new RehearsalFailed(event, failure.getMessage());
      }
      return true;
    }
  }

  /** An event counts whose place is among those folded already. */
  void late(Event event) {
    stale = true;
    count(event);
  }

  /** An event waits in the journal only. */
  void park(Event event, long place) {
    // Nothing is kept of it here.
  }

  /** An event counts that stands in the journal only. */
  void unseen(String source, long place) {
    stale = true;
    version++;
    tally.applied++;
    tally.released++;
    lastEvent = null;
  }

  final void count(Event event) {
    version++;
    tally.applied++;
    lastEvent = LastEvent.of(event);
  }

  /** Puts right what the order of arrival made stale. */
  void replace(FieldStates rebuilt, Promises promised, EffectiveTime latestTime, LastEvent last) {
    fields = rebuilt;
    promises = promised;
    latest = latestTime;
    lastEvent = last;
    stale = false;
  }

  FieldStates fields() {
    return fields;
  }

  Tally tally() {
    return tally;
  }

  EffectiveTime latest() {
    return latest;
  }

  LastEvent lastEvent() {
    return lastEvent;
  }

  long version() {
    return version;
  }

  boolean isStale() {
    return stale;
  }

  void save(ObjectNode saved) {
    saved.put("n", version).put("x", stale).set("t", Saved.time(latest));
    saved.put("h", interpreter.fingerprint()).set("f", fields.save());
    saved.set("p", promises.save());
    if (lastEvent != null) {
      saved.set("l", lastEvent.save());
    }
  }

  static Applied load(EventInterpreter interpreter, JsonNode saved) {
    Applied applied = new Applied(interpreter);
    applied.version = saved.get("n").longValue();
    // What another file made of the events is none of this one's, and its rules could not read it.
    // Snapshots of before fingerprints were noted are taken for this file's.
    boolean sameFile =
        !saved.has("h") || interpreter.fingerprint().equals(saved.get("h").textValue());
    applied.stale = !sameFile || saved.get("x").booleanValue();
    applied.latest = Saved.time(saved.get("t"));
    if (sameFile) {
      applied.fields = FieldStates.load(interpreter.rules(), saved.get("f"));
    }
    applied.promises = Promises.load(saved.get("p"));
    applied.lastEvent = LastEvent.load(saved.get("l"));
    return applied;
  }
}

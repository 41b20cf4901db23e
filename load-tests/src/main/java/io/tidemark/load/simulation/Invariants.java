package io.tidemark.load.simulation;

import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What must hold after every step: version, vector and clock never fall; every event delivered is
 * accounted for exactly once; the announcement is a function of the version.
 */
final class Invariants {
  private final AggregateDefinition definition;
  private final Ledger ledger;
  private long version;
  private Map<String, Long> vector = Map.of();
  private EffectiveTime clock;
  private final TreeMap<Long, byte[]> announcements = new TreeMap<>();
  private byte[] announcement;
  private long announced;

  Invariants(AggregateDefinition definition) {
    this.definition = definition;
    this.ledger = new Ledger(definition);
  }

  Ledger ledger() {
    return ledger;
  }

  /** What was decided is what the ledger says must be. */
  void decided(Instruction instruction, Decision decision) {
    if (instruction instanceof Instruction.Deliver deliver) {
      List<Event> accepted = accepted(decision);
      Ledger.Outcome outcome = ledger.deliver(deliver.events(), accepted);
      if (outcome.accepted() != accepted.size()
          || outcome.duplicates() != decision.duplicates()
          || outcome.ignored() != decision.ignored()
          || outcome.rejected() != decision.rejected().size()) {
        throw new Violation(
            "of %s the ledger says %s, the decision is %d accepted, %s"
                .formatted(deliver.events(), outcome, accepted.size(), decision));
      }
    } else {
      Instruction.CloseGap close = (Instruction.CloseGap) instruction;
      if (!decision.journal().isEmpty()) {
        ledger.close(close.source(), close.to(), close.decidesStart());
      }
    }
  }

  private static List<Event> accepted(Decision decision) {
    List<Event> accepted = new ArrayList<>();
    for (JournalEvent journaled : decision.journal()) {
      if (journaled instanceof JournalEvent.EventsRecorded recorded) {
        accepted.addAll(recorded.events());
      }
    }
    return accepted;
  }

  void check(AggregateState state) {
    long waiting = state.waiting();
    if (state.version() + waiting != ledger.accepted()) {
      throw new Violation(
          "%d accepted, but %d applied and %d waiting"
              .formatted(ledger.accepted(), state.version(), waiting));
    }
    if (waiting > 0 == state.gaps().isEmpty()) {
      throw new Violation("%d wait, and the gaps are %s".formatted(waiting, state.gaps()));
    }
    Map<String, Long> now = state.vector();
    ledger.check(state.version(), now);
    if (state.version() < version) {
      throw new Violation("the version fell from %d to %d".formatted(version, state.version()));
    }
    for (Map.Entry<String, Long> entry : vector.entrySet()) {
      Long number = now.get(entry.getKey());
      if (number == null || number < entry.getValue()) {
        throw new Violation("the vector fell from %s to %s".formatted(vector, now));
      }
    }
    if (!state.isStale()) {
      checkSettled(state, now);
    }
    version = state.version();
    vector = now;
  }

  private void checkSettled(AggregateState state, Map<String, Long> now) {
    ConsistencyToken token = state.token();
    if (!token.vector().equals(now)) {
      throw new Violation("the token is of %s, not of %s".formatted(token, now));
    }
    EffectiveTime latest = token.clock();
    if (clock != null && (latest == null || latest.isBefore(clock))) {
      throw new Violation("the clock fell from %s to %s".formatted(clock, latest));
    }
    byte[] value = CarriedState.of(definition.type(), "id", state).value();
    if (announcement != null
        && state.version() == announced
        && !Arrays.equals(value, announcement)) {
      throw new Violation(
          "two announcements of version %d: %s and %s"
              .formatted(announced, text(announcement), text(value)));
    }
    clock = latest;
    announced = state.version();
    announcement = value;
    announcements.put(announced, value);
  }

  /** The announcement of each version that had one. */
  SortedMap<Long, byte[]> announcements() {
    return announcements;
  }

  /** The last announcement that was not stale. */
  byte[] announcement() {
    return announcement;
  }

  static String text(byte[] json) {
    return json == null ? "none" : new String(json, StandardCharsets.UTF_8);
  }
}

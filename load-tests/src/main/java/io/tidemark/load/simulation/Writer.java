package io.tidemark.load.simulation;

import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.load.model.Observed;
import io.tidemark.load.model.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A source of events: what it has written so far, and when that took effect. */
final class Writer {
  private final String source;
  private final List<Written> written = new ArrayList<>();
  private long next;

  /** What one event of it adds to what a state stands for. */
  record Written(long number, Reading reading, Optional<Observed> observed) {}

  Writer(String source, long first) {
    this.source = source;
    this.next = first;
  }

  String source() {
    return source;
  }

  int count() {
    return written.size();
  }

  /** The first events of it, that many. */
  List<Written> first(int count) {
    return written.subList(0, count);
  }

  /** Notes one more event; its number. */
  long write(Mode mode, Instant time, Optional<Observed> observed, Choice choice) {
    Reading before = written.isEmpty() ? null : written.get(written.size() - 1).reading();
    Reading seen = observed.map(Observed::clock).orElse(null);
    EffectiveTime reading =
        EffectiveTime.next(
            EffectiveTime.nanos(time), EffectiveTime.later(Tokens.time(before), Tokens.time(seen)));
    if (mode == Mode.INCREASING) {
      next += choice.percent(1) ? 1_000_000_000_000_000L : choice.below(3);
    }
    long sequence = next;
    long number = mode == Mode.NONE ? written.size() + 1 : sequence;
    next += mode == Mode.NONE ? 0 : 1;
    written.add(
        new Written(
            number,
            new Reading(EffectiveTime.instant(reading.nanos()), reading.counter()),
            observed));
    return sequence;
  }
}

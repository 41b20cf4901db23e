package io.tidemark.load.simulation;

import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One source's numbers: which came, which were given up, which were applied. */
final class Account {
  private final String source;
  private final boolean contiguous;
  private final TreeMap<Long, Map<String, Long>> waiting = new TreeMap<>();
  private final Set<Long> came = new HashSet<>();
  private final Set<Long> givenUp = new HashSet<>();
  private boolean started;
  private long next;
  private long awaitedNoMore = Long.MIN_VALUE;
  private long highest = Long.MIN_VALUE;
  private long last = Long.MIN_VALUE;
  private long applied;

  /** Tells whether a source's numbers up to one are applied or given up. */
  interface Inclusion {
    boolean isIncluded(String source, long number);
  }

  Account(String source, SequencePolicy policy) {
    this.source = source;
    this.contiguous = policy.mode() == Mode.CONTIGUOUS;
    this.started = !policy.startsAtFirst();
    this.next = policy.startsAtFirst() ? 0 : policy.start();
  }

  boolean has(long number) {
    return came.contains(number);
  }

  long highest() {
    return highest;
  }

  /** The highest number applied. */
  long last() {
    return last;
  }

  /** How many were applied. */
  long applied() {
    return applied;
  }

  int waiting() {
    return waiting.size();
  }

  /** Whether its turn is over: applied, or given up and gone past. */
  boolean isPassed(long number) {
    return contiguous && started && number < next;
  }

  boolean isIncluded(long number) {
    return isPassed(number) || number <= awaitedNoMore;
  }

  void came(long number) {
    highest = Math.max(highest, number);
    came.add(number);
  }

  /** Applies an event that came, or lets it wait. */
  void accept(Event event) {
    long number = event.sequence();
    if (!contiguous || isPassed(number)) {
      apply(number);
    } else {
      waiting.put(number, Tokens.observed(event));
    }
  }

  private void apply(long number) {
    applied++;
    last = Math.max(last, number);
  }

  void close(long to, boolean decidesStart) {
    if (decidesStart) {
      started = true;
      next = waiting.firstKey();
      return;
    }
    awaitedNoMore = Math.max(awaitedNoMore, to);
    if (started && !waiting.isEmpty()) {
      for (long number = next; number <= Math.min(to, waiting.lastKey()); number++) {
        if (!came.contains(number)) {
          givenUp.add(number);
        }
      }
    }
  }

  /** Applies what waits and need not; whether there was any. */
  boolean advance(Inclusion inclusion) {
    boolean changed = false;
    while (started && !waiting.isEmpty()) {
      Map<String, Long> observed = waiting.get(next);
      if (observed == null ? !givenUp.contains(next) : !isReady(observed, inclusion)) {
        return changed;
      }
      if (observed != null) {
        waiting.remove(next);
        apply(next);
      }
      next++;
      changed = true;
    }
    while (givenUp.contains(next)) {
      next++;
      changed = true;
    }
    return changed;
  }

  private boolean isReady(Map<String, Long> observed, Inclusion inclusion) {
    for (Map.Entry<String, Long> entry : observed.entrySet()) {
      if (!entry.getKey().equals(source)
          && !inclusion.isIncluded(entry.getKey(), entry.getValue())) {
        return false;
      }
    }
    return true;
  }
}

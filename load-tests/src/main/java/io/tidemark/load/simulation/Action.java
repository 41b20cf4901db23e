package io.tidemark.load.simulation;

import java.util.List;
import java.util.stream.Collectors;

/** One thing that happens to an aggregate; a list of them can be played again. */
sealed interface Action {

  /**
   * A batch arrives.
   *
   * @param events by their place in the history
   * @param fate what happens on the way
   */
  record Deliver(List<Integer> events, Fate fate) implements Action {
    public Deliver {
      events = List.copyOf(events);
    }
  }

  /** A gap is given up. */
  record CloseGap(String source, long to, boolean decidesStart, Fate fate) implements Action {}

  /** The state is written and read back. */
  record SaveAndLoad() implements Action {}

  /** A snapshot is kept for a later recovery. */
  record KeepSnapshot() implements Action {}

  /** What was in memory is lost and folded anew. */
  record Recover(boolean fromSnapshot) implements Action {}

  /** Where a crash strikes, or whether the rebuild of a stale state is put off. */
  enum Fate {
    /** Decided, journaled, applied, rebuilt when stale. */
    WHOLE,
    /** As WHOLE, but a stale state stays stale until later. */
    REBUILT_LATER,
    /** Decided, then lost before it was journaled. */
    LOST_BEFORE_JOURNAL,
    /** Journaled, then the memory is lost. */
    LOST_AFTER_JOURNAL
  }

  /** How it reads in a report. */
  default String describe(History history) {
    if (this instanceof Deliver deliver) {
      return deliver.events().stream()
          .map(event -> history.events().get(event))
          .map(event -> event.id())
          .collect(Collectors.joining(", ", "deliver ", suffix(deliver.fate())));
    }
    if (this instanceof CloseGap close) {
      return "close gap of "
          + close.source()
          + (close.decidesStart() ? ": its start" : " up to " + close.to())
          + suffix(close.fate());
    }
    if (this instanceof Recover recover) {
      return recover.fromSnapshot() ? "recover from the snapshot" : "recover from the start";
    }
    return this instanceof KeepSnapshot ? "keep a snapshot" : "save and load";
  }

  private static String suffix(Fate fate) {
    return switch (fate) {
      case WHOLE -> "";
      case REBUILT_LATER -> " (rebuilt later)";
      case LOST_BEFORE_JOURNAL -> " (crash before the journal)";
      case LOST_AFTER_JOURNAL -> " (crash after the journal)";
    };
  }
}

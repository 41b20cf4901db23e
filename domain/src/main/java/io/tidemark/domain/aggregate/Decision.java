package io.tidemark.domain.aggregate;

import io.tidemark.domain.envelope.Event;
import java.util.List;

/**
 * What an aggregate makes of an instruction, before anything is journaled.
 *
 * @param journal what to journal, in order
 * @param rejected what becomes a dead letter
 * @param duplicates how many events were seen before
 * @param ignored how many came after their number was skipped, where the file ignores these
 * @param settled the ids of dead letters that are no longer any
 */
public record Decision(
    List<JournalEvent> journal,
    List<Rejection> rejected,
    int duplicates,
    int ignored,
    List<String> settled) {
  /** An instruction that changes nothing. */
  static final Decision NOTHING = new Decision(List.of(), List.of(), 0, 0, List.of());

  public Decision {
    journal = List.copyOf(journal);
    rejected = List.copyOf(rejected);
    settled = List.copyOf(settled);
  }

  /** The reason's code when a custom rule failed. */
  public static final String RULE_FAILED = "rule-failed";

  /** An event that cannot be taken in, with the reason's code and a sentence for people. */
  public record Rejection(Event event, String reason, String message) {}
}

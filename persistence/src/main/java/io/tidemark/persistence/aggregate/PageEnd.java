package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.AppliedEvent;
import io.tidemark.domain.aggregate.AppliedHistory;
import java.util.List;

/**
 * Where a page of a history ended.
 *
 * @param history gone through so far; whoever goes on with it has it alone
 * @param rows of the journal that it has seen
 * @param left events of the last one that came after the page
 */
record PageEnd(AppliedHistory history, long rows, List<AppliedEvent> left) {
  PageEnd {
    left = List.copyOf(left);
  }

  /** What it keeps beside counters, about, in bytes, and no more than that. */
  long bytes() {
    return history.mostWaitingBytes()
        + left.stream().mapToLong(each -> AppliedHistory.weight(each.event())).sum();
  }
}

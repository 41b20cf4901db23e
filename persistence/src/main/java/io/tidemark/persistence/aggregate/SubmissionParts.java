package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Submission;
import java.util.ArrayList;
import java.util.List;

/** Parts of submissions that are small enough for one message to another node. */
final class SubmissionParts {
  private static final int MOST = 512;
  private static final long MOST_BYTES = 1 << 20;

  /** About what an event takes beside its data. */
  private static final long BESIDE = 512;

  private SubmissionParts() {}

  /** In their order; one that is too large by itself is a part by itself. */
  static List<List<Submission>> of(List<Submission> submissions) {
    List<List<Submission>> parts = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < submissions.size(); i++) {
      long next = bytes(submissions.get(i).instruction());
      if (i > from && (i - from == MOST || bytes + next > MOST_BYTES)) {
        parts.add(submissions.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += next;
    }
    parts.add(submissions.subList(from, submissions.size()));
    return parts;
  }

  private static long bytes(Instruction instruction) {
    if (instruction instanceof Instruction.Deliver deliver) {
      long bytes = 0;
      for (var event : deliver.events()) {
        bytes += BESIDE + event.data().length;
      }
      return bytes;
    }
    return instruction instanceof Instruction.Redeem redeem
        ? BESIDE + redeem.event().data().length
        : BESIDE;
  }
}

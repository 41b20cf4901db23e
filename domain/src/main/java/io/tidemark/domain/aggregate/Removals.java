package io.tidemark.domain.aggregate;

import io.tidemark.domain.merge.Write;
import java.util.ArrayList;
import java.util.List;

/** Takes what an event removes apart from what it writes, level by level of nested maps. */
final class Removals {
  private Removals() {}

  /** On how many levels the writes remove something; 0 when they only write. */
  static int depth(List<Write> writes) {
    int depth = 0;
    for (Write write : writes) {
      int inner = depth(write.nested());
      depth = Math.max(depth, !write.isContent() ? 1 : inner == 0 ? 0 : inner + 1);
    }
    return depth;
  }

  /** The removals of one level, 0 the outermost; inner ones inside their puts. */
  static List<Write> only(List<Write> writes, int level) {
    List<Write> selected = new ArrayList<>();
    for (Write write : writes) {
      if (level == 0 && !write.isContent()) {
        selected.add(write);
      } else if (level > 0 && !write.nested().isEmpty()) {
        List<Write> inner = only(write.nested(), level - 1);
        if (!inner.isEmpty()) {
          selected.add(new Write(write.verb(), write.field(), write.value(), inner));
        }
      }
    }
    return selected;
  }

  /** The writes alone. */
  static List<Write> without(List<Write> writes) {
    List<Write> selected = new ArrayList<>();
    for (Write write : writes) {
      if (write.isContent()) {
        selected.add(
            new Write(write.verb(), write.field(), write.value(), without(write.nested())));
      }
    }
    return selected;
  }
}

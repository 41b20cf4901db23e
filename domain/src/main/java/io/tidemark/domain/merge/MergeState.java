package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.EffectiveTime;
import java.io.IOException;
import java.util.Map;

/**
 * What one field remembers. Mutable, and confined to its aggregate.
 *
 * <p>Invariant: after any operations that all returned true, in whatever order, the state equals
 * that of the same ones taken in the order of their stamps. A call that returns false could not
 * keep it with what is remembered; the aggregate is then rebuilt from its journal.
 */
public interface MergeState {

  /**
   * Takes a write in; false when it needs the history. Each write must be given once, and none that
   * an earlier one had observed.
   */
  boolean apply(Write write, Origin origin);

  /**
   * Takes away every write with an earlier effective time, also those that are still to come; false
   * when it needs the history.
   */
  boolean forget(EffectiveTime before);

  /** Takes away every write there is, and none that is still to come. */
  void clear();

  /**
   * A copy to try writes on: it fails where this one would. It copies only what may fail, and in a
   * map only the keys it is asked for, so that trying costs nothing that grows with the field. Its
   * value is not to be looked at, and this one must not change while it is used.
   */
  default MergeState rehearsal() {
    return Unfailing.INSTANCE;
  }

  /** Writes the visible value. */
  void write(JsonGenerator out) throws IOException;

  /** Writes the visible values of some fields as one object. */
  static void write(Map<String, MergeState> fields, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, MergeState> field : fields.entrySet()) {
      out.writeFieldName(field.getKey());
      field.getValue().write(out);
    }
    out.writeEndObject();
  }

  /** All that is remembered, for a snapshot. */
  JsonNode save();
}

package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.Operation.Verb;
import java.util.Comparator;
import java.util.List;

/**
 * One operation of one event, its value looked up.
 *
 * @param stamp the event's place
 * @param index the operation's place within the event
 * @param verb what is done
 * @param field the field it is done to; empty for a delete
 * @param value the value, or the key of a put
 * @param nested what a put does to the value under the key
 */
record Step(Stamp stamp, int index, Verb verb, String field, JsonNode value, List<Step> nested) {

  static final Comparator<Step> ORDER =
      Comparator.comparing(Step::stamp).thenComparingInt(Step::index);

  boolean is(Verb wanted) {
    return verb == wanted;
  }

  boolean isWrite() {
    return verb != Verb.REMOVE && verb != Verb.DELETE;
  }

  /**
   * Whether this write outlives all of these removes: it is not earlier than any of them, and
   * within one event it stands behind them.
   */
  boolean survives(List<Step> removes) {
    return removes.stream().allMatch(this::survives);
  }

  private boolean survives(Step remove) {
    if (stamp.equals(remove.stamp)) {
      return index > remove.index;
    }
    return stamp.compareEffectiveTime(remove.stamp) >= 0;
  }
}

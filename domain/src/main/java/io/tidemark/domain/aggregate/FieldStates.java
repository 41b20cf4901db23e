package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.MergeState;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.Saved;
import io.tidemark.domain.merge.Write;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The fields of an aggregate, and whether it is deleted. */
final class FieldStates {
  private final Map<String, MergeState> fields = new LinkedHashMap<>();
  private boolean everDeleted;
  private EffectiveTime deleted;
  private EffectiveTime lastContent;

  private FieldStates() {}

  FieldStates(Map<String, MergeRule> rules) {
    rules.forEach((name, rule) -> fields.put(name, rule.empty()));
  }

  /** A copy to try writes on, as {@link MergeState#rehearsal}. */
  FieldStates rehearsal() {
    FieldStates copy = new FieldStates();
    fields.forEach((name, field) -> copy.fields.put(name, field.rehearsal()));
    return copy;
  }

  /**
   * Does what one event does; false when the history is needed for it.
   *
   * @param knowsAll whether a writer knew of every event applied before
   */
  boolean apply(List<Write> writes, Origin origin, Predicate<Origin> knowsAll) {
    boolean exact = true;
    for (Write write : writes) {
      if (write.verb() != Verb.DELETE) {
        exact &= write(write, origin);
      } else if (!origin.observing()) {
        exact &= forget(origin.time());
      } else if (knowsAll.test(origin)) {
        clear();
      } else {
        exact = false;
      }
    }
    return exact;
  }

  /** Takes in what an event writes or removes below the whole; false as in {@link #apply}. */
  boolean write(Write write, Origin origin) {
    if (write.isContent()) {
      content(origin.time());
    }
    return fields.get(write.field()).apply(write, origin);
  }

  /** Something was written, which may since have been removed, but not by a deletion. */
  void content(EffectiveTime time) {
    lastContent = EffectiveTime.later(lastContent, time);
  }

  /** Deletes what was written before, also what of it is still to come; false as above. */
  boolean forget(EffectiveTime before) {
    everDeleted = true;
    deleted = EffectiveTime.later(deleted, before);
    boolean exact = true;
    for (MergeState field : fields.values()) {
      exact &= field.forget(before);
    }
    return exact;
  }

  /** Deletes what there is. */
  private void clear() {
    everDeleted = true;
    lastContent = null;
    fields.values().forEach(MergeState::clear);
  }

  /** Before anything is written: a deletion, of what is still to come; nothing else is left. */
  void delete(Origin origin) {
    everDeleted = true;
    if (!origin.observing()) {
      forget(origin.time());
    }
  }

  /** Deleted, and nothing was written since. */
  boolean isDeleted() {
    return everDeleted && (lastContent == null || lastContent.isBefore(deleted));
  }

  void write(JsonGenerator out) throws IOException {
    MergeState.write(fields, out);
  }

  ObjectNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    saved.put("e", everDeleted);
    saved.set("d", Saved.time(deleted));
    saved.set("w", Saved.time(lastContent));
    ObjectNode states = saved.putObject("f");
    fields.forEach((name, field) -> states.set(name, field.save()));
    return saved;
  }

  static FieldStates load(Map<String, MergeRule> rules, JsonNode saved) {
    FieldStates states = new FieldStates(rules);
    states.everDeleted = saved.get("e").booleanValue();
    states.deleted = Saved.time(saved.get("d"));
    states.lastContent = Saved.time(saved.get("w"));
    rules.forEach(
        (name, rule) -> {
          JsonNode field = saved.get("f").get(name);
          if (field != null) {
            states.fields.put(name, rule.load(field));
          }
        });
    return states;
  }
}

package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.MergeState;
import io.tidemark.domain.merge.Saved;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.Write;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The declared fields of one aggregate, and whether it is deleted. */
final class FieldStates {
  private final Map<String, MergeState> fields = new LinkedHashMap<>();
  private EffectiveTime deleted;
  private EffectiveTime lastContent;

  FieldStates(Map<String, MergeRule> rules) {
    rules.forEach((name, rule) -> fields.put(name, rule.empty()));
  }

  /** Does what one event does; false when the history is needed for it. */
  boolean apply(List<Write> writes, Stamp stamp) {
    boolean exact = true;
    for (Write write : writes) {
      if (write.verb() == Verb.DELETE) {
        deleted = EffectiveTime.later(deleted, stamp.time());
        for (MergeState field : fields.values()) {
          exact &= field.forget(stamp.time());
        }
      } else {
        exact &= fields.get(write.field()).apply(write, stamp);
        lastContent =
            write.isContent() ? EffectiveTime.later(lastContent, stamp.time()) : lastContent;
      }
    }
    return exact;
  }

  /** Deleted, and nothing was written since. */
  boolean isDeleted() {
    return deleted != null && (lastContent == null || lastContent.isBefore(deleted));
  }

  void write(JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, MergeState> field : fields.entrySet()) {
      out.writeFieldName(field.getKey());
      field.getValue().write(out);
    }
    out.writeEndObject();
  }

  ObjectNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    saved.set("d", Saved.time(deleted));
    saved.set("w", Saved.time(lastContent));
    ObjectNode states = saved.putObject("f");
    fields.forEach((name, field) -> states.set(name, field.save()));
    return saved;
  }

  static FieldStates load(Map<String, MergeRule> rules, JsonNode saved) {
    FieldStates states = new FieldStates(rules);
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

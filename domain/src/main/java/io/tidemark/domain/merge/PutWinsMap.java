package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.CodePoints;
import io.tidemark.domain.json.JsonOrder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code map}: per key the fields of its value, each by its own rule; a key is in while some put of
 * it is no earlier than its latest remove, and its fields count only the writes that survived, so a
 * key put again starts afresh. Logarithmic time. A removed key keeps its time (about 100 bytes)
 * until a removal of the whole aggregate passes it.
 *
 * @see <a href="https://arxiv.org/abs/1604.04035">Baquero, Almeida, Lerche: The problem with
 *     embedded CRDT counters and a solution, 2016 (reset-remove maps)</a>
 */
final class PutWinsMap implements MergeRule {
  private final Map<String, MergeRule> rules;

  PutWinsMap(Map<String, MergeRule> rules) {
    this.rules = rules;
  }

  @Override
  public JsonNode accept(Verb verb, JsonNode value) throws InvalidWrite {
    if (!value.isValueNode() || value.isNull()) {
      throw new InvalidWrite(
          "takes a text, number or boolean as key, not " + Values.describe(value));
    }
    return value.isTextual() ? value : TextNode.valueOf(JsonOrder.canonical(value).asText());
  }

  @Override
  public Map<String, MergeRule> nested() {
    return rules;
  }

  @Override
  public MergeState empty() {
    return new State(rules);
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State(rules);
    state.forgotten = Saved.time(saved.get("f"));
    for (JsonNode entry : saved.get("e")) {
      Value value = new Value();
      value.put = Saved.time(entry.get(1));
      value.removed = Saved.time(entry.get(2));
      if (value.put != null) {
        value.fields = new LinkedHashMap<>();
        rules.forEach(
            (name, rule) -> {
              JsonNode field = entry.get(3).get(name);
              value.fields.put(name, field == null ? rule.empty() : rule.load(field));
            });
      }
      state.values.put(entry.get(0).textValue(), value);
    }
    return state;
  }

  /** A key's value while it is in, and what is remembered of its removal. */
  private static final class Value {
    private EffectiveTime put;
    private EffectiveTime removed;
    private Map<String, MergeState> fields;

    boolean isPresent() {
      return put != null;
    }

    boolean forget(EffectiveTime before) {
      if (put == null) {
        return true;
      }
      if (put.isBefore(before)) {
        put = null;
        fields = null;
        return true;
      }
      boolean exact = true;
      for (MergeState field : fields.values()) {
        exact &= field.forget(before);
      }
      return exact;
    }
  }

  private static final class State implements MergeState {
    private final Map<String, MergeRule> rules;
    private final TreeMap<String, Value> values = new TreeMap<>(CodePoints.ORDER);
    private EffectiveTime forgotten;

    State(Map<String, MergeRule> rules) {
      this.rules = rules;
    }

    @Override
    public boolean apply(Write write, Stamp stamp) {
      EffectiveTime time = stamp.time();
      if (time.isBefore(forgotten)) {
        return true;
      }
      Value value = values.computeIfAbsent(write.value().textValue(), key -> new Value());
      if (write.verb() == Verb.REMOVE) {
        value.removed = EffectiveTime.later(value.removed, time);
        return value.forget(time);
      }
      return time.isBefore(value.removed) || put(value, write, stamp);
    }

    private boolean put(Value value, Write write, Stamp stamp) {
      if (value.fields == null) {
        value.fields = new LinkedHashMap<>();
        rules.forEach((name, rule) -> value.fields.put(name, rule.empty()));
      }
      value.put = EffectiveTime.later(value.put, stamp.time());
      boolean exact = true;
      for (Write nested : write.nested()) {
        exact &= value.fields.get(nested.field()).apply(nested, stamp);
      }
      return exact;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      boolean exact = true;
      for (Value value : values.values()) {
        exact &= value.forget(before);
      }
      values
          .values()
          .removeIf(
              value ->
                  !value.isPresent()
                      && (value.removed == null || !forgotten.isBefore(value.removed)));
      return exact;
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeStartObject();
      for (var entry : values.entrySet()) {
        if (entry.getValue().isPresent()) {
          out.writeObjectFieldStart(entry.getKey());
          for (var field : entry.getValue().fields.entrySet()) {
            out.writeFieldName(field.getKey());
            field.getValue().write(out);
          }
          out.writeEndObject();
        }
      }
      out.writeEndObject();
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("f", Saved.time(forgotten));
      ArrayNode list = saved.putArray("e");
      values.forEach(
          (key, value) -> {
            ArrayNode entry = list.addArray().add(key);
            entry.add(Saved.time(value.put)).add(Saved.time(value.removed));
            if (value.isPresent()) {
              ObjectNode fields = entry.addObject();
              value.fields.forEach((name, field) -> fields.set(name, field.save()));
            }
          });
      return saved;
    }
  }
}

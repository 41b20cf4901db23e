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

/**
 * {@code map}: per key the fields of its value, each by its own rule; a key is in while some put of
 * it is followed by no remove, and its fields count only the writes that survived, so a key put
 * again starts afresh. Time linear in the sources that put one. A key whose remove did not say what
 * it observed keeps that remove's time (about 150 bytes) until the aggregate is deleted.
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
      Value value = new Value(WinningWrites.load(entry.get(1)));
      if (value.isPresent()) {
        value.fields = new LinkedHashMap<>();
        rules.forEach(
            (name, rule) -> {
              JsonNode field = entry.get(2).get(name);
              value.fields.put(name, field == null ? rule.empty() : rule.load(field));
            });
      }
      state.values.put(entry.get(0).textValue(), value);
    }
    return state;
  }

  /** A key's value while it is in, and what is remembered of its removal. */
  private static final class Value {
    private final WinningWrites puts;
    private Map<String, MergeState> fields;

    Value(WinningWrites puts) {
      this.puts = puts;
    }

    boolean isPresent() {
      return puts.isPresent();
    }

    boolean remove(Origin origin) {
      if (!origin.observing()) {
        puts.remove(origin);
        return forgetFields(origin.time());
      }
      // What is left of the fields is known only when nothing is, or when nothing was taken.
      boolean whole = puts.isFollowedBy(origin);
      if (whole) {
        puts.remove(origin);
        fields = null;
      }
      return whole;
    }

    boolean forget(EffectiveTime before) {
      puts.forget(before);
      return forgetFields(before);
    }

    private boolean forgetFields(EffectiveTime before) {
      if (!puts.isPresent()) {
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
    private final OrderedTable<String, Value> values = new OrderedTable<>(CodePoints.ORDER);
    private EffectiveTime forgotten;

    State(Map<String, MergeRule> rules) {
      this.rules = rules;
    }

    @Override
    public boolean apply(Write write, Origin origin) {
      if (origin.time().isBefore(forgotten)) {
        return true;
      }
      String key = write.value().textValue();
      Value value = values.getOrPut(key, () -> new Value(new WinningWrites()));
      if (write.verb() != Verb.REMOVE) {
        return !value.puts.write(origin.stamp()) || put(value, write, origin);
      }
      boolean exact = value.remove(origin);
      if (value.puts.isBlank()) {
        values.remove(key);
      }
      return exact;
    }

    private boolean put(Value value, Write write, Origin origin) {
      if (value.fields == null) {
        value.fields = new LinkedHashMap<>();
        rules.forEach((name, rule) -> value.fields.put(name, rule.empty()));
      }
      boolean exact = true;
      for (Write nested : write.nested()) {
        exact &= value.fields.get(nested.field()).apply(nested, origin);
      }
      return exact;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      boolean exact = true;
      for (Value value : values.values()) {
        exact &= value.forget(forgotten);
      }
      values.removeIf(value -> value.puts.isBlank());
      return exact;
    }

    @Override
    public void clear() {
      values.clear();
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeStartObject();
      for (String key : values.keys()) {
        Value value = values.get(key);
        if (value.isPresent()) {
          out.writeObjectFieldStart(key);
          for (var field : value.fields.entrySet()) {
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
            ArrayNode entry = list.addArray().add(key).add(value.puts.save());
            if (value.isPresent()) {
              ObjectNode fields = entry.addObject();
              value.fields.forEach((name, field) -> fields.set(name, field.save()));
            }
          });
      return saved;
    }
  }
}

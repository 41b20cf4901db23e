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
import java.util.Map;

/**
 * {@code map}: per key the fields of its value, each by its own rule; a key is in while some put of
 * it is followed by no remove, and its fields count only the writes that survived, so a key put
 * again starts afresh. Time linear in the sources that put one. A key whose remove did not say what
 * it observed keeps that remove's time (about 130 bytes) until the aggregate is deleted.
 *
 * @see <a href="https://arxiv.org/abs/1604.04035">Baquero, Almeida, Lerche: The problem with
 *     embedded CRDT counters and a solution, 2016 (reset-remove maps)</a>
 */
final class PutWinsMap implements MergeRule {
  private final Map<String, MergeRule> rules;
  private final boolean mayFail;

  PutWinsMap(Map<String, MergeRule> rules) {
    this.rules = rules;
    this.mayFail = rules.values().stream().anyMatch(MergeRule::mayFail);
  }

  @Override
  public boolean mayFail() {
    return mayFail;
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
    return new State();
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State();
    state.forgotten = Saved.time(saved.get("f"));
    for (JsonNode entry : saved.get("e")) {
      state.values.put(entry.get(0).textValue(), MapValue.load(rules, entry));
    }
    return state;
  }

  private final class State implements MergeState {
    private final OrderedTable<String, MapValue> values = new OrderedTable<>(CodePoints.ORDER);
    private EffectiveTime forgotten;

    /** While writes are tried: where a key is copied from when it is first asked for; else null. */
    private State original;

    @Override
    public boolean apply(Write write, Origin origin) {
      if (origin.time().isBefore(forgotten)) {
        return true;
      }
      MapValue value = values.getOrPut(write.value().textValue(), () -> first(write));
      if (write.verb() != Verb.REMOVE) {
        return value.put(rules, write, origin);
      }
      boolean exact = value.remove(origin);
      if (value.isBlank() && original == null) {
        values.remove(write.value().textValue());
      }
      return exact;
    }

    private MapValue first(Write write) {
      MapValue copied = original == null ? null : original.values.get(write.value().textValue());
      if (copied == null) {
        return new MapValue();
      }
      MapValue value = copied.rehearsal();
      if (forgotten != null) {
        value.forget(forgotten);
      }
      return value;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      boolean exact = true;
      for (MapValue value : values.values()) {
        exact &= value.forget(forgotten);
      }
      if (original == null) {
        values.removeIf(MapValue::isBlank);
      }
      return exact;
    }

    @Override
    public void clear() {
      values.clear();
      original = null;
    }

    @Override
    public MergeState rehearsal() {
      if (!mayFail) {
        return Unfailing.INSTANCE;
      }
      State copy = new State();
      copy.original = this;
      copy.forgotten = forgotten;
      return copy;
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeStartObject();
      for (String key : values.keys()) {
        MapValue value = values.get(key);
        if (value.isPresent()) {
          out.writeFieldName(key);
          value.write(out);
        }
      }
      out.writeEndObject();
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("f", Saved.time(forgotten));
      ArrayNode list = saved.putArray("e");
      values.forEach((key, value) -> value.save(list.addArray().add(key)));
      return saved;
    }
  }
}

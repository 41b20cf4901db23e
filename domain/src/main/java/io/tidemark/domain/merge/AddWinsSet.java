package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonOrder;
import java.io.IOException;
import java.util.TreeMap;

/**
 * {@code set} and {@code g-set}: an element is in while some add of it is no earlier than its
 * latest remove. Logarithmic time. A removed element keeps its time (about 100 bytes) until a
 * removal of the whole aggregate passes it.
 *
 * @see <a href="https://inria.hal.science/inria-00555588">Shapiro et al. 2011, 3.3.4, LWW-element
 *     set with bias to adds</a>
 */
final class AddWinsSet implements MergeRule {
  @Override
  public JsonNode accept(Verb verb, JsonNode value) {
    return JsonOrder.canonical(value);
  }

  @Override
  public MergeState empty() {
    return new State();
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State();
    state.forgotten = Saved.time(saved.get("f"));
    for (JsonNode element : saved.get("e")) {
      Times times = new Times();
      times.added = Saved.time(element.get(1));
      times.removed = Saved.time(element.get(2));
      state.elements.put(element.get(0), times);
    }
    return state;
  }

  private static final class Times {
    private EffectiveTime added;
    private EffectiveTime removed;

    boolean isPresent() {
      return added != null && !added.isBefore(removed);
    }
  }

  private static final class State implements MergeState {
    private final TreeMap<JsonNode, Times> elements = new TreeMap<>(JsonOrder.ORDER);
    private EffectiveTime forgotten;

    @Override
    public boolean apply(Write write, Stamp stamp) {
      EffectiveTime time = stamp.time();
      if (!time.isBefore(forgotten)) {
        Times times = elements.computeIfAbsent(write.value(), value -> new Times());
        if (write.verb() == Verb.REMOVE) {
          times.removed = EffectiveTime.later(times.removed, time);
        } else {
          times.added = EffectiveTime.later(times.added, time);
        }
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      elements
          .values()
          .removeIf(
              times ->
                  (times.added == null || times.added.isBefore(forgotten))
                      && (times.removed == null || !forgotten.isBefore(times.removed)));
      return true;
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeStartArray();
      for (var element : elements.entrySet()) {
        Times times = element.getValue();
        if (times.isPresent() && !times.added.isBefore(forgotten)) {
          ExactJson.mapper().writeTree(out, element.getKey());
        }
      }
      out.writeEndArray();
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("f", Saved.time(forgotten));
      ArrayNode list = saved.putArray("e");
      elements.forEach(
          (value, times) ->
              list.addArray()
                  .add(value)
                  .add(Saved.time(times.added))
                  .add(Saved.time(times.removed)));
      return saved;
    }
  }
}

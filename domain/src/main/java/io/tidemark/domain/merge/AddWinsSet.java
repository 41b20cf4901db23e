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

/**
 * {@code set} and {@code g-set}: an element is in while some add of it is followed by no remove.
 * Time linear in the sources that added one. An element whose remove did not say what it observed
 * keeps that remove's time (about 130 bytes) until the aggregate is deleted.
 *
 * @see <a href="https://inria.hal.science/inria-00555588">Shapiro et al. 2011, 3.3.5, observed
 *     remove set</a>
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
      state.elements.put(JsonOrder.canonical(element.get(0)), WinningWrites.load(element.get(1)));
    }
    return state;
  }

  private static final class State implements MergeState {
    private final OrderedTable<JsonNode, WinningWrites> elements =
        new OrderedTable<>(JsonOrder.ORDER);
    private EffectiveTime forgotten;

    @Override
    public boolean apply(Write write, Origin origin) {
      if (origin.time().isBefore(forgotten)) {
        return true;
      }
      JsonNode value = write.value();
      if (write.verb() == Verb.REMOVE) {
        WinningWrites element = elements.getOrPut(value, WinningWrites::new);
        element.remove(origin);
        if (element.isBlank()) {
          elements.remove(value);
        }
      } else {
        elements.getOrPut(value, WinningWrites::new).write(origin.stamp());
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      elements.values().forEach(element -> element.forget(forgotten));
      elements.removeIf(WinningWrites::isBlank);
      return true;
    }

    @Override
    public void clear() {
      elements.clear();
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeStartArray();
      for (JsonNode element : elements.keys()) {
        if (elements.get(element).isPresent()) {
          ExactJson.write(out, element);
        }
      }
      out.writeEndArray();
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("f", Saved.time(forgotten));
      ArrayNode list = saved.putArray("e");
      elements.forEach((value, element) -> list.addArray().add(value).add(element.save()));
      return saved;
    }
  }
}

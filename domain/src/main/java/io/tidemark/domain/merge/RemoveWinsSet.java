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
 * {@code rw-set}: an element is in when it was added, and every remove of it is followed by some
 * add. Time linear in the sources that added or removed one. A removed element keeps the latest
 * remove of each source (about 290 bytes, 60 for each further source) until the aggregate is
 * deleted.
 *
 * @see <a href="https://arxiv.org/abs/1710.04469">Baquero, Almeida, Shoker: Pure Operation-Based
 *     Replicated Data Types, 2017, remove-wins set</a>
 */
final class RemoveWinsSet implements MergeRule {
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
      state.elements.put(JsonOrder.canonical(element.get(0)), WinningRemoves.load(element.get(1)));
    }
    return state;
  }

  private static final class State implements MergeState {
    private final OrderedTable<JsonNode, WinningRemoves> elements =
        new OrderedTable<>(JsonOrder.ORDER);
    private EffectiveTime forgotten;

    @Override
    public boolean apply(Write write, Origin origin) {
      if (origin.time().isBefore(forgotten)) {
        return true;
      }
      WinningRemoves element = elements.getOrPut(write.value(), WinningRemoves::new);
      if (write.verb() == Verb.REMOVE) {
        element.remove(origin);
      } else {
        element.write(origin);
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      elements.values().forEach(element -> element.forget(forgotten));
      elements.removeIf(WinningRemoves::isBlank);
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

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * {@code mv}: every value that no other write has seen, in the order of JSON values, equal ones
 * once. A writer has seen what it wrote itself and what it observed; the clock has no say. At most
 * one value a source, so time and space are linear in the sources.
 *
 * @see <a href="https://arxiv.org/abs/1011.5808">Preguiça, Baquero, Almeida, Fonte, Gonçalves:
 *     Dotted Version Vectors, 2010</a>
 */
final class MultiValue implements MergeRule {
  @Override
  public JsonNode accept(Verb verb, JsonNode value) {
    return JsonOrder.canonical(value);
  }

  @Override
  public boolean takesNull() {
    return true;
  }

  @Override
  public MergeState empty() {
    return new State();
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State();
    state.forgotten = Saved.time(saved.get("f"));
    for (JsonNode sibling : saved.get("e")) {
      state.siblings.add(new Sibling(Saved.stamp(sibling.get(0)), sibling.get(1)));
    }
    return state;
  }

  private record Sibling(Stamp stamp, JsonNode value) {}

  private static final class State implements MergeState {
    private final List<Sibling> siblings = new ArrayList<>(1);
    private EffectiveTime forgotten;

    @Override
    public boolean apply(Write write, Origin origin) {
      if (!origin.time().isBefore(forgotten)) {
        siblings.removeIf(sibling -> origin.hasSeen(sibling.stamp()));
        siblings.add(new Sibling(origin.stamp(), write.value()));
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      siblings.removeIf(sibling -> sibling.stamp().time().isBefore(forgotten));
      return true;
    }

    @Override
    public void clear() {
      siblings.clear();
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      TreeSet<JsonNode> values = new TreeSet<>(JsonOrder.ORDER);
      siblings.forEach(sibling -> values.add(sibling.value()));
      out.writeStartArray();
      for (JsonNode value : values) {
        ExactJson.write(out, value);
      }
      out.writeEndArray();
    }

    @Override
    public JsonNode save() {
      siblings.sort(Comparator.comparing(Sibling::stamp));
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("f", Saved.time(forgotten));
      ArrayNode list = saved.putArray("e");
      siblings.forEach(s -> list.addArray().add(Saved.stamp(s.stamp())).add(s.value()));
      return saved;
    }
  }
}

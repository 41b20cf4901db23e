package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonOrder;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code max}, {@code min} and {@code rank}: the extreme of all values written, in the order of
 * JSON values or in the declared one: a join semilattice. Constant space.
 *
 * @see <a href="https://inria.hal.science/inria-00555588">Shapiro et al. 2011, 2.2.2</a>
 */
final class Extreme implements MergeRule {
  private final Comparator<JsonNode> order;
  private final Map<String, Integer> ranks;

  private Extreme(Comparator<JsonNode> order, Map<String, Integer> ranks) {
    this.order = order;
    this.ranks = ranks;
  }

  static Extreme greatest() {
    return new Extreme(JsonOrder.ORDER, Map.of());
  }

  static Extreme smallest() {
    return new Extreme(JsonOrder.ORDER.reversed(), Map.of());
  }

  static Extreme rank(List<String> order) {
    Map<String, Integer> ranks = new HashMap<>();
    order.forEach(value -> ranks.put(value, ranks.size()));
    // A value that a later version of the file no longer lists ranks below all others. 1 and "1"
    // are of one rank: which of them is shown must not depend on which came first.
    Comparator<JsonNode> declared =
        Comparator.comparingInt(value -> ranks.getOrDefault(value.asText(), -1));
    return new Extreme(declared.thenComparing(JsonOrder.ORDER), ranks);
  }

  @Override
  public JsonNode accept(Verb verb, JsonNode value) throws InvalidWrite {
    if (!ranks.isEmpty() && !(value.isValueNode() && ranks.containsKey(value.asText()))) {
      throw new InvalidWrite("takes one of " + ranks.keySet() + ", not " + Values.describe(value));
    }
    if (value.isContainerNode()) {
      throw new InvalidWrite("takes a number, text or boolean, not " + Values.describe(value));
    }
    return JsonOrder.canonical(value);
  }

  @Override
  public MergeState empty() {
    return new State(order, new Span());
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State(order, Span.load(saved.get("t")));
    if (saved.has("v")) {
      state.value = saved.get("v");
      state.written = Saved.time(saved.get("w"));
    }
    return state;
  }

  private static final class State implements MergeState {
    private final Comparator<JsonNode> order;
    private final Span span;
    private JsonNode value;
    private EffectiveTime written;

    State(Comparator<JsonNode> order, Span span) {
      this.order = order;
      this.span = span;
    }

    @Override
    public boolean apply(Write write, Origin origin) {
      if (span.admits(origin.time())) {
        int comparison = value == null ? 1 : order.compare(write.value(), value);
        if (comparison > 0) {
          value = write.value();
          written = origin.time();
        } else if (comparison == 0) {
          written = EffectiveTime.later(written, origin.time());
        }
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      Span.Cut cut = span.forget(before);
      if (cut == Span.Cut.ALL) {
        value = null;
        written = null;
      } else if (cut == Span.Cut.SOME && !written.isBefore(before)) {
        // The extreme itself survives, so what is lost below it does not matter.
        span.narrow(before);
        return true;
      }
      return cut != Span.Cut.SOME;
    }

    @Override
    public void clear() {
      value = null;
      written = null;
      span.clear();
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      if (value == null) {
        out.writeNull();
      } else {
        ExactJson.write(out, value);
      }
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("t", span.save());
      if (value != null) {
        saved.set("v", value);
        saved.set("w", Saved.time(written));
      }
      return saved;
    }
  }
}

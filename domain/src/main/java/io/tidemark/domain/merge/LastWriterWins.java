package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;

/**
 * {@code lww}: the write with the greatest stamp. Any JSON value. Constant time and space.
 *
 * @see <a href="https://inria.hal.science/inria-00555588">Shapiro, Preguiça, Baquero, Zawirski: A
 *     comprehensive study of Convergent and Commutative Replicated Data Types, 2011, 3.2.1</a>
 */
final class LastWriterWins implements MergeRule {
  @Override
  public JsonNode accept(Verb verb, JsonNode value) {
    return value;
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
    if (saved.has("s")) {
      state.winner = Saved.stamp(saved.get("s"));
      state.value = saved.get("v");
    }
    return state;
  }

  private static final class State implements MergeState {
    private JsonNode value;
    private Stamp winner;
    private EffectiveTime forgotten;

    @Override
    public boolean apply(Write write, Origin origin) {
      Stamp stamp = origin.stamp();
      // Equal stamps are two writes of one event: the later one is meant.
      if (!stamp.time().isBefore(forgotten) && (winner == null || stamp.compareTo(winner) >= 0)) {
        winner = stamp;
        value = write.value();
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      if (winner != null && winner.time().isBefore(forgotten)) {
        winner = null;
        value = null;
      }
      return true;
    }

    @Override
    public void clear() {
      winner = null;
      value = null;
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
      saved.set("f", Saved.time(forgotten));
      if (winner != null) {
        saved.set("s", Saved.stamp(winner));
        saved.set("v", value);
      }
      return saved;
    }
  }
}

package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import java.io.IOException;

/**
 * {@code flag}: true while some enable is followed by no disable: a set that may have one element.
 * Time and space linear in the sources that enabled it.
 *
 * @see <a href="https://arxiv.org/abs/1710.04469">Baquero, Almeida, Shoker: Pure Operation-Based
 *     Replicated Data Types, 2017, enable-wins flag</a>
 */
final class EnableWinsFlag implements MergeRule {
  @Override
  public JsonNode accept(Verb verb, JsonNode value) {
    return value;
  }

  @Override
  public MergeState empty() {
    return new State();
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State();
    state.forgotten = Saved.time(saved.get("f"));
    state.enabled = WinningWrites.load(saved.get("e"));
    return state;
  }

  private static final class State implements MergeState {
    private WinningWrites enabled = new WinningWrites();
    private EffectiveTime forgotten;

    @Override
    public boolean apply(Write write, Origin origin) {
      if (!origin.time().isBefore(forgotten)) {
        if (write.verb() == Verb.DISABLE) {
          enabled.remove(origin);
        } else {
          enabled.write(origin.stamp());
        }
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      enabled.forget(forgotten);
      return true;
    }

    @Override
    public void clear() {
      enabled = new WinningWrites();
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeBoolean(enabled.isPresent());
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("f", Saved.time(forgotten));
      saved.set("e", enabled.save());
      return saved;
    }
  }
}

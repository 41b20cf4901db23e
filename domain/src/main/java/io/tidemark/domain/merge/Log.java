package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code log}: every entry, ordered by stamp, the newest {@code limit} kept. What the limit pushes
 * out is older than all that stays, so neither a late entry nor a removal can need it again.
 * Appending in order takes constant time, out of order linear in how far back.
 */
final class Log implements MergeRule {
  private final int limit;

  Log(int limit) {
    this.limit = limit;
  }

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
    return new State(limit);
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State(limit);
    state.forgotten = Saved.time(saved.get("f"));
    for (JsonNode entry : saved.get("e")) {
      state.entries.add(new Entry(Saved.stamp(entry.get(0)), entry.get(1)));
    }
    return state;
  }

  private record Entry(Stamp stamp, JsonNode value) {}

  private static final class State implements MergeState {
    private final int limit;
    private final List<Entry> entries = new ArrayList<>();
    private EffectiveTime forgotten;

    State(int limit) {
      this.limit = limit;
    }

    @Override
    public boolean apply(Write write, Origin origin) {
      Stamp stamp = origin.stamp();
      if (!stamp.time().isBefore(forgotten)) {
        int at = entries.size();
        while (at > 0 && entries.get(at - 1).stamp().compareTo(stamp) > 0) {
          at--;
        }
        entries.add(at, new Entry(stamp, write.value()));
        if (entries.size() > limit) {
          entries.remove(0);
        }
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      forgotten = EffectiveTime.later(forgotten, before);
      entries.removeIf(entry -> entry.stamp().time().isBefore(forgotten));
      return true;
    }

    @Override
    public void clear() {
      entries.clear();
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      out.writeStartArray();
      for (Entry entry : entries) {
        ExactJson.write(out, entry.value());
      }
      out.writeEndArray();
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("f", Saved.time(forgotten));
      ArrayNode list = saved.putArray("e");
      entries.forEach(e -> list.addArray().add(Saved.stamp(e.stamp())).add(e.value()));
      return saved;
    }
  }
}

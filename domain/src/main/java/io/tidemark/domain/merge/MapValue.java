package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** A map's value for one key, while the key is in, and what is remembered of its removal. */
final class MapValue {
  private final WinningWrites puts;
  private Map<String, MergeState> fields;

  MapValue() {
    this(new WinningWrites());
  }

  private MapValue(WinningWrites puts) {
    this.puts = puts;
  }

  static MapValue load(Map<String, MergeRule> rules, JsonNode saved) {
    MapValue value = new MapValue(WinningWrites.load(saved.get(1)));
    if (value.isPresent()) {
      value.fields =
          each(
              rules,
              (name, rule) -> {
                JsonNode field = saved.get(2).get(name);
                return field == null ? rule.empty() : rule.load(field);
              });
    }
    return value;
  }

  void save(ArrayNode saved) {
    saved.add(puts.save());
    if (isPresent()) {
      ObjectNode states = saved.addObject();
      fields.forEach((name, field) -> states.set(name, field.save()));
    }
  }

  /** A copy to try writes on, as {@link MergeState#rehearsal}. */
  MapValue rehearsal() {
    MapValue copy = new MapValue(puts.copy());
    copy.fields = fields == null ? null : each(fields, (name, field) -> field.rehearsal());
    return copy;
  }

  private static <T> Map<String, MergeState> each(
      Map<String, T> named, BiFunction<String, T, MergeState> state) {
    Map<String, MergeState> states = new LinkedHashMap<>();
    named.forEach((name, of) -> states.put(name, state.apply(name, of)));
    return states;
  }

  boolean isPresent() {
    return puts.isPresent();
  }

  /** Whether nothing is remembered. */
  boolean isBlank() {
    return puts.isBlank();
  }

  boolean put(Map<String, MergeRule> rules, Write write, Origin origin) {
    if (!puts.write(origin.stamp())) {
      return true;
    }
    if (fields == null) {
      fields = each(rules, (name, rule) -> rule.empty());
    }
    boolean exact = true;
    for (Write nested : write.nested()) {
      exact &= fields.get(nested.field()).apply(nested, origin);
    }
    return exact;
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

  void write(JsonGenerator out) throws IOException {
    MergeState.write(fields, out);
  }
}

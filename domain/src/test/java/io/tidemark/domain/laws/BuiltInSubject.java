package io.tidemark.domain.laws;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.merge.InvalidWrite;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.MergeState;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.Write;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A built-in rule as a fold over JSON: a value is {@code {VERB: VALUE}}, for a map {@code {"put":
 * KEY, "of": {FIELD: {VERB: VALUE}}}}; the state is what a snapshot keeps.
 *
 * @param remembersAlike whether all orders leave the same to be kept, not only to be shown. Not so
 *     a map: a key's removal is remembered within its fields if it found any, but says nothing
 *     there that it does not say of the key.
 */
record BuiltInSubject(
    MergeRule rule, List<String> operations, boolean observes, boolean remembersAlike)
    implements Subject {

  @Override
  public void check(JsonNode value) {
    write(rule, "f", value);
  }

  @Override
  public List<JsonNode> examples() {
    return operations.stream().map(Nodes::json).toList();
  }

  @Override
  public JsonNode apply(JsonNode current, Occurrence occurrence, int place) {
    MergeState state = current == null ? rule.empty() : rule.load(current);
    Stamp stamp = occurrence.writes().get(place).stamp();
    Origin origin =
        observes
            ? new Origin(stamp, occurrence.event().observed() != 0, occurrence.context())
            : Origin.unobserved(stamp);
    if (!state.apply(write(rule, "f", occurrence.writes().get(place).value()), origin)) {
      throw new IllegalStateException("needs the history");
    }
    return state.save();
  }

  @Override
  public JsonNode value(JsonNode current) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = ExactJson.mapper().createGenerator(text)) {
      rule.load(current).write(generator);
      generator.flush();
      return ExactJson.mapper().readTree(text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isSame(JsonNode one, JsonNode other) {
    return Objects.equals(one, other)
        || (!remembersAlike && one != null && value(one).equals(value(other)));
  }

  private static Write write(MergeRule rule, String field, JsonNode operation) {
    if (!operation.isObject() || operation.isEmpty()) {
      throw new IllegalArgumentException("no operation");
    }
    List<Write> nested = new ArrayList<>();
    Map.Entry<String, JsonNode> first = null;
    for (Map.Entry<String, JsonNode> member : operation.properties()) {
      if (member.getKey().equals("of")) {
        for (Map.Entry<String, JsonNode> inner : member.getValue().properties()) {
          if (!rule.nested().containsKey(inner.getKey())) {
            throw new IllegalArgumentException("no field " + inner.getKey());
          }
          nested.add(write(rule.nested().get(inner.getKey()), inner.getKey(), inner.getValue()));
        }
      } else if (first != null) {
        throw new IllegalArgumentException("two operations");
      } else {
        first = member;
      }
    }
    if (first == null) {
      throw new IllegalArgumentException("no operation");
    }
    Verb verb = Verb.valueOf(first.getKey().toUpperCase(Locale.ROOT));
    if (first.getValue().isNull() && !rule.takesNull()) {
      throw new IllegalArgumentException("null counts as missing");
    }
    try {
      JsonNode value =
          verb == Verb.ENABLE || verb == Verb.DISABLE
              ? NullNode.instance
              : rule.accept(verb, first.getValue());
      return new Write(verb, field, value, nested);
    } catch (InvalidWrite e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }
}

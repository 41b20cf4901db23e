package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.merge.custom.CustomRule;
import java.util.List;

/** A user's rule. Each call gets a copy of the write's value, which the rule may spoil. */
record CustomSubject(CustomRule rule) implements Subject {
  @Override
  public void check(JsonNode value) {
    rule.check(value);
  }

  @Override
  public JsonNode apply(JsonNode current, Occurrence occurrence, int place) {
    return rule.apply(current, occurrence.writes().get(place));
  }

  @Override
  public JsonNode value(JsonNode current) {
    return rule.value(current);
  }

  @Override
  public List<JsonNode> examples() {
    return rule.examples();
  }
}

package io.tidemark.domain.laws;

import static io.tidemark.domain.laws.Nodes.array;
import static io.tidemark.domain.laws.Nodes.json;
import static io.tidemark.domain.laws.Nodes.number;
import static io.tidemark.domain.laws.Nodes.object;
import static io.tidemark.domain.laws.Nodes.requireNumber;
import static io.tidemark.domain.laws.Nodes.requireText;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Rules that keep the laws. */
final class GoodRules {
  private GoodRules() {}

  /** A rule and what it does. */
  record Good(String name, Supplier<CustomRule> rule) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Good> all() {
    return Stream.of(
        new Good("greatest by priority, then by value", Priority::new),
        new Good("union of tags", Union::new),
        new Good("the later by stamp", () -> new ByStamp(1)),
        new Good("the earlier by stamp", () -> new ByStamp(-1)),
        new Good("greatest number", Greatest::new),
        new Good("greatest number, as it was written first by the clock", GreatestWrite::new),
        new Good("the latest of each source", PerSource::new),
        new Good("the three greatest", Top::new),
        new Good("the longest text, then the greatest", Longest::new),
        new Good("a sum that knows its writes", KnowingSum::new),
        new Good("one for all", () -> (current, write) -> json("1")));
  }

  private static final class Priority implements CustomRule {
    @Override
    public void check(JsonNode value) {
      if (!value.path("priority").isNumber()) {
        throw new IllegalArgumentException("takes {priority: NUMBER, ...}");
      }
    }

    @Override
    public List<JsonNode> examples() {
      return List.of(json("{'priority':1,'city':'Oslo'}"), json("{'priority':2,'city':'Rome'}"));
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      JsonNode value = JsonOrder.canonical(write.value());
      if (current == null) {
        return value;
      }
      int byPriority =
          value.get("priority").decimalValue().compareTo(current.get("priority").decimalValue());
      int order = byPriority != 0 ? byPriority : JsonOrder.ORDER.compare(value, current);
      return order > 0 ? value : current;
    }
  }

  private static final class Union implements CustomRule {
    @Override
    public void check(JsonNode value) {
      requireText(value);
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      TreeSet<String> tags = new TreeSet<>(List.of(write.value().textValue()));
      array(current).forEach(tag -> tags.add(tag.textValue()));
      ArrayNode union = array(null);
      tags.forEach(union::add);
      return union;
    }
  }

  private record ByStamp(int sign) implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      boolean wins =
          current == null
              || sign * JsonOrder.ORDER.compare(write.order(), current.get("order")) > 0;
      return wins
          ? object(null).<ObjectNode>set("order", write.order()).set("value", write.value())
          : current;
    }

    @Override
    public JsonNode value(JsonNode current) {
      return current.get("value");
    }
  }

  private static final class Greatest implements CustomRule {
    @Override
    public void check(JsonNode value) {
      requireNumber(value);
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return current == null || write.value().decimalValue().compareTo(current.decimalValue()) > 0
          ? write.value()
          : current;
    }
  }

  private static final class GreatestWrite implements CustomRule {
    @Override
    public void check(JsonNode value) {
      requireNumber(value);
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      JsonNode next =
          object(null)
              .<ObjectNode>set("value", write.value())
              .<ObjectNode>set("order", write.order())
              .put("text", write.value().asText());
      if (current == null) {
        return next;
      }
      int byValue = write.value().decimalValue().compareTo(current.get("value").decimalValue());
      boolean wins =
          byValue > 0
              || (byValue == 0 && JsonOrder.ORDER.compare(write.order(), current.get("order")) < 0);
      return wins ? next : current;
    }

    @Override
    public JsonNode value(JsonNode current) {
      return current.get("text");
    }
  }

  private static final class PerSource implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      ObjectNode state = object(current);
      JsonNode last = state.path(write.source()).path("order");
      return last.isMissingNode() || JsonOrder.ORDER.compare(write.order(), last) > 0
          ? state.set(
              write.source(),
              object(null).<ObjectNode>set("order", write.order()).set("value", write.value()))
          : current;
    }

    @Override
    public JsonNode value(JsonNode current) {
      ObjectNode shown = object(null);
      for (Map.Entry<String, JsonNode> member : current.properties()) {
        shown.set(member.getKey(), member.getValue().get("value"));
      }
      return shown;
    }
  }

  private static final class Top implements CustomRule {
    private static final int KEPT = 3;

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      TreeSet<JsonNode> top = new TreeSet<>(JsonOrder.ORDER);
      array(current).forEach(top::add);
      top.add(JsonOrder.canonical(write.value()));
      while (top.size() > KEPT) {
        top.pollFirst();
      }
      return array(null).addAll(top);
    }
  }

  private static final class Longest implements CustomRule {
    @Override
    public void check(JsonNode value) {
      requireText(value);
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      if (current == null) {
        return write.value();
      }
      String mine = current.textValue();
      String other = write.value().textValue();
      int order = Integer.compare(other.length(), mine.length());
      return (order != 0 ? order : other.compareTo(mine)) > 0 ? write.value() : current;
    }
  }

  private static final class KnowingSum implements CustomRule {
    @Override
    public void check(JsonNode value) {
      requireNumber(value);
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      ObjectNode state = object(current);
      JsonNode last = state.path(write.source()).path("order");
      if (!last.isMissingNode() && JsonOrder.ORDER.compare(write.order(), last) <= 0) {
        return current;
      }
      BigDecimal sum = state.path(write.source()).path("sum").decimalValue();
      return state.set(
          write.source(),
          object(null)
              .<ObjectNode>set("order", write.order())
              .set("sum", number(sum.add(write.value().decimalValue()))));
    }

    @Override
    public JsonNode value(JsonNode current) {
      BigDecimal sum = BigDecimal.ZERO;
      for (JsonNode source : current) {
        sum = sum.add(source.get("sum").decimalValue());
      }
      return number(sum);
    }
  }
}

package io.tidemark.domain.laws;

import static io.tidemark.domain.laws.Nodes.array;
import static io.tidemark.domain.laws.Nodes.json;
import static io.tidemark.domain.laws.Nodes.number;
import static io.tidemark.domain.laws.Nodes.object;
import static io.tidemark.domain.laws.Nodes.requireNumber;
import static io.tidemark.domain.laws.Nodes.requireText;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Rules that break a law, each in the way that people do. */
final class BadRules {
  private BadRules() {}

  /**
   * A rule, what breaks in it and the most writes that a counter-example needs.
   *
   * @param law one law that must be among those found
   */
  record Bad(String name, Supplier<CustomRule> rule, Law law, int writes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad bad(
      String name, Law law, int writes, BiFunction<JsonNode, CustomWrite, JsonNode> apply) {
    return new Bad(name, () -> apply::apply, law, writes);
  }

  /** With a check. */
  private abstract static class Numbers implements CustomRule {
    @Override
    public void check(JsonNode value) {
      requireNumber(value);
    }
  }

  /** With a check. */
  private abstract static class Texts implements CustomRule {
    @Override
    public void check(JsonNode value) {
      requireText(value);
    }
  }

  static Stream<Bad> all() {
    return Stream.of(
            ofArrival(),
            ofArithmetic(),
            ofIdentity(),
            ofPurity(),
            ofJson(),
            ofFailure(),
            ofLimits())
        .flatMap(rules -> rules);
  }

  private static Stream<Bad> ofArrival() {
    return Stream.of(
        bad("the last to arrive wins", Law.COMMUTATIVE, 2, (current, write) -> write.value()),
        bad(
            "the first to arrive wins",
            Law.COMMUTATIVE,
            2,
            (current, write) -> current == null ? write.value() : current),
        bad(
            "appends in order of arrival",
            Law.COMMUTATIVE,
            2,
            (current, write) -> array(current).add(write.value())),
        bad(
            "a list without duplicates, in order of arrival",
            Law.COMMUTATIVE,
            2,
            (current, write) -> {
              ArrayNode list = array(current);
              for (JsonNode element : list) {
                if (element.equals(write.value())) {
                  return current;
                }
              }
              return list.add(write.value());
            }),
        bad(
            "drops what another source writes",
            Law.COMMUTATIVE,
            2,
            (current, write) ->
                current == null || current.get("source").asText().equals(write.source())
                    ? object(null).put("source", write.source()).put("sequence", write.sequence())
                    : current),
        bad(
            "the later by time, ties by arrival",
            Law.COMMUTATIVE,
            2,
            (current, write) ->
                current == null || write.time().toString().compareTo(current.get("t").asText()) >= 0
                    ? object(null).put("t", write.time().toString()).set("v", write.value())
                    : current),
        bad(
            "the earlier by time, ties by arrival",
            Law.COMMUTATIVE,
            2,
            (current, write) ->
                current == null || write.time().toString().compareTo(current.get("t").asText()) < 0
                    ? object(null).put("t", write.time().toString()).set("v", write.value())
                    : current),
        bad(
            "the higher sequence, whosever it is",
            Law.COMMUTATIVE,
            2,
            (current, write) ->
                current == null || write.sequence() > current.get("n").longValue()
                    ? object(null).put("n", write.sequence()).set("v", write.value())
                    : current),
        bad("own numbers as numbers, others' as texts", Law.COMMUTATIVE, 3, BadRules::cyclic),
        new Bad(
            "merges regardless of case, the first spelling stays",
            FirstSpelling::new,
            Law.COMMUTATIVE,
            2),
        new Bad(
            "equal but for accents and spaces, the first stays", Folded::new, Law.COMMUTATIVE, 2),
        bad(
            "merges objects to any depth, ties by arrival",
            Law.COMMUTATIVE,
            2,
            BadRules::deepMerge),
        new Bad("the longest text, ties by arrival", LongestText::new, Law.COMMUTATIVE, 2),
        bad("merges objects, the last to arrive wins a key", Law.COMMUTATIVE, 2, BadRules::patch));
  }

  private static JsonNode cyclic(JsonNode current, CustomWrite write) {
    boolean newer;
    if (current == null) {
      newer = true;
    } else if (current.get("s").asText().equals(write.source())) {
      newer = write.sequence() > current.get("n").longValue();
    } else {
      int byText = Long.toString(write.sequence()).compareTo(current.get("n").asText());
      newer = byText != 0 ? byText > 0 : write.source().compareTo(current.get("s").asText()) > 0;
    }
    return newer ? object(null).put("s", write.source()).put("n", write.sequence()) : current;
  }

  /**
   * Keys come together at any depth; of two leaves the greater stays, but a leaf yields to nothing.
   */
  private static JsonNode deepMerge(JsonNode current, CustomWrite write) {
    return current == null ? write.value() : merged(current, write.value());
  }

  private static JsonNode merged(JsonNode left, JsonNode right) {
    if (left.isObject() && right.isObject()) {
      ObjectNode both = left.deepCopy();
      right
          .properties()
          .forEach(
              e ->
                  both.set(
                      e.getKey(),
                      both.has(e.getKey())
                          ? merged(both.get(e.getKey()), e.getValue())
                          : e.getValue()));
      return both;
    }
    return left.isObject() || right.isObject() || JsonOrder.ORDER.compare(left, right) >= 0
        ? left
        : right;
  }

  private static final class Folded extends Texts {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      ObjectNode state = object(current);
      String key = Normalizer.normalize(write.value().textValue().strip(), Normalizer.Form.NFC);
      return state.has(key) ? state : state.set(key, write.value());
    }
  }

  private static JsonNode patch(JsonNode current, CustomWrite write) {
    ObjectNode merged = object(current);
    write.value().properties().forEach(e -> merged.set(e.getKey(), e.getValue()));
    return merged;
  }

  private static final class FirstSpelling extends Texts {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      ObjectNode state = object(current);
      String key = write.value().textValue().toLowerCase(Locale.ROOT);
      return state.has(key) ? state : state.set(key, write.value());
    }
  }

  private static final class LongestText extends Texts {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return current == null || write.value().textValue().length() > current.textValue().length()
          ? write.value()
          : current;
    }
  }

  private static Stream<Bad> ofArithmetic() {
    return Stream.of(
        new Bad("sums without knowing what it has", Sum::new, Law.IDEMPOTENT, 1),
        new Bad("sums as floating-point numbers", FloatSum::new, Law.COMMUTATIVE, 3),
        new Bad("keeps a floating-point number", DoubleState::new, Law.JSON, 1),
        new Bad("an average of the average and the new value", Average::new, Law.COMMUTATIVE, 3),
        new Bad("rounds each sum", RoundedSum::new, Law.COMMUTATIVE, 3),
        new Bad(
            "greatest, compared as floating-point numbers",
            GreatestDouble::new,
            Law.COMMUTATIVE,
            2),
        new Bad("greatest of numbers without a check", UncheckedGreatest::new, Law.COMMUTATIVE, 2));
  }

  private static final class Sum extends Numbers {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      BigDecimal sum = current == null ? BigDecimal.ZERO : current.decimalValue();
      return number(sum.add(write.value().decimalValue()));
    }
  }

  /** Knows what it has had by the last number of each source, and adds by a function. */
  private abstract static class PerSourceSum extends Numbers {
    abstract BigDecimal add(BigDecimal sum, BigDecimal amount);

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      ObjectNode state = object(current);
      ObjectNode last = state.withObject("/last");
      JsonNode before = last.get(write.source());
      if (before != null && JsonOrder.ORDER.compare(write.order(), before) <= 0) {
        return current;
      }
      last.set(write.source(), write.order());
      BigDecimal sum = state.has("sum") ? state.get("sum").decimalValue() : BigDecimal.ZERO;
      return state.set("sum", number(add(sum, write.value().decimalValue())));
    }
  }

  private static final class FloatSum extends PerSourceSum {
    @Override
    BigDecimal add(BigDecimal sum, BigDecimal amount) {
      return BigDecimal.valueOf(sum.doubleValue() + amount.doubleValue());
    }
  }

  private static final class RoundedSum extends PerSourceSum {
    @Override
    BigDecimal add(BigDecimal sum, BigDecimal amount) {
      return sum.add(amount).setScale(1, RoundingMode.HALF_UP);
    }
  }

  private static final class Average extends PerSourceSum {
    @Override
    BigDecimal add(BigDecimal sum, BigDecimal amount) {
      return sum.add(amount).divide(BigDecimal.valueOf(2));
    }
  }

  private static final class DoubleState extends Numbers {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      double greatest = current == null ? Double.NEGATIVE_INFINITY : current.doubleValue();
      return DoubleNode.valueOf(Math.max(greatest, write.value().doubleValue()));
    }
  }

  private static final class GreatestDouble extends Numbers {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return current == null || write.value().doubleValue() > current.doubleValue()
          ? write.value()
          : current;
    }
  }

  private static final class UncheckedGreatest implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return current == null || write.value().decimalValue().compareTo(current.decimalValue()) > 0
          ? write.value()
          : current;
    }
  }

  private static Stream<Bad> ofIdentity() {
    return Stream.of(
        bad(
            "counts calls",
            Law.IDEMPOTENT,
            1,
            (current, write) -> number(current == null ? 1 : current.longValue() + 1)),
        bad(
            "knows a write by its number alone",
            Law.COMMUTATIVE,
            2,
            (current, write) -> {
              ObjectNode state = object(current);
              String key = Long.toString(write.sequence());
              return state.has(key) ? state : state.set(key, write.value());
            }),
        new Bad("looks for identities inside one text", IdentityInText::new, Law.COMMUTATIVE, 2),
        new Bad("toggles", Toggle::new, Law.IDEMPOTENT, 1));
  }

  private static final class IdentityInText extends Numbers {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      ObjectNode state = object(current);
      String identity = write.source() + "-" + write.sequence();
      String seen = state.path("seen").asText("");
      if (seen.contains(identity)) {
        return current;
      }
      String[] all = (seen.isEmpty() ? identity : seen + " " + identity).split(" ", -1);
      Arrays.sort(all);
      BigDecimal sum = state.has("sum") ? state.get("sum").decimalValue() : BigDecimal.ZERO;
      return state
          .put("seen", String.join(" ", all))
          .set("sum", number(sum.add(write.value().decimalValue())));
    }
  }

  private static final class Toggle implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return json(current == null || !current.booleanValue() ? "true" : "false");
    }
  }

  private static Stream<Bad> ofPurity() {
    return Stream.of(
        new Bad("counts in a field", FieldCounter::new, Law.DETERMINISTIC, 2),
        new Bad("counts in a static field", StaticCounter::new, Law.DETERMINISTIC, 2),
        new Bad("remembers in a field what it has seen", FieldMemory::new, Law.DETERMINISTIC, 2),
        new Bad("remembers the state in a field", FieldState::new, Law.DETERMINISTIC, 2),
        new Bad("draws lots now and then", Lots::new, Law.DETERMINISTIC, 6),
        bad(
            "asks for the time",
            Law.DETERMINISTIC,
            2,
            (current, write) -> number(System.currentTimeMillis())),
        bad(
            "asks for the time in seconds",
            Law.DETERMINISTIC,
            2,
            (current, write) -> number(System.currentTimeMillis() / 1000)),
        bad("the order of identity hashes", Law.DETERMINISTIC, 6, BadRules::identityOrder),
        bad(
            "changes the current state",
            Law.PURE,
            2,
            (current, write) ->
                (current == null ? object(null) : (ObjectNode) current)
                    .set(write.order().toString(), write.value())),
        bad("changes the value", Law.PURE, 1, BadRules::spoilsTheValue),
        new Bad("changes the state when it is shown", SpoilsWhenShown::new, Law.PURE, 1));
  }

  private static JsonNode identityOrder(JsonNode current, CustomWrite write) {
    Set<Object> hashed = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      hashed.add(new Object[] {i});
    }
    return number((int) ((Object[]) hashed.iterator().next())[0]);
  }

  private static JsonNode spoilsTheValue(JsonNode current, CustomWrite write) {
    if (write.value().isObject()) {
      ((ObjectNode) write.value()).put("source", write.source());
    }
    return json("{}");
  }

  private static final class FieldCounter implements CustomRule {
    private int count;

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return number(++count);
    }
  }

  private static final class StaticCounter implements CustomRule {
    private static int count;

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return number(++count / 7);
    }
  }

  private static final class FieldMemory extends Numbers {
    private final Set<String> seen = new HashSet<>();

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      BigDecimal sum = current == null ? BigDecimal.ZERO : current.decimalValue();
      return seen.add(write.stamp().toString())
          ? number(sum.add(write.value().decimalValue()))
          : number(sum);
    }
  }

  private static final class FieldState extends Numbers {
    private BigDecimal greatest = BigDecimal.ZERO;

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      greatest = greatest.max(write.value().decimalValue());
      return number(greatest);
    }
  }

  private static final class Lots implements CustomRule {
    private final Random random = new Random();

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return json(random.nextInt(500) == 0 ? "true" : "false");
    }
  }

  private static final class SpoilsWhenShown implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return json("{'secret':1,'shown':2}");
    }

    @Override
    public JsonNode value(JsonNode current) {
      ((ObjectNode) current).remove("secret");
      return current;
    }
  }

  private static Stream<Bad> ofJson() {
    return Stream.of(
        bad(
            "puts a Java object into its state",
            Law.JSON,
            1,
            (current, write) -> object(null).set("write", new POJONode(write))),
        bad(
            "not a number",
            Law.JSON,
            1,
            (current, write) -> array(null).add(DoubleNode.valueOf(Double.NaN))));
  }

  private static Stream<Bad> ofFailure() {
    return Stream.of(
        bad(
            "throws at the third write",
            Law.TOTAL,
            3,
            (current, write) -> {
              ObjectNode state = object(current);
              state.set(write.order().toString(), json("1"));
              if (state.size() == 3) {
                throw new IllegalStateException("too many");
              }
              return state;
            }),
        bad(
            "casts what may be of another kind",
            Law.TOTAL,
            1,
            (current, write) -> ((ArrayNode) write.value()).get(0)),
        bad(
            "fails on a text that is no number",
            Law.TOTAL,
            1,
            (current, write) -> number(new BigDecimal(write.value().asText()))),
        bad("returns null", Law.TOTAL, 1, (current, write) -> null),
        bad(
            "returns a missing node",
            Law.TOTAL,
            1,
            (current, write) -> write.value().path("nothing")),
        new Bad("returns a missing value", MissingValue::new, Law.TOTAL, 1),
        new Bad("fails in its check", BadCheck::new, Law.TOTAL, 0),
        bad("runs out of stack", Law.TOTAL, 1, (current, write) -> endless(write.value())));
  }

  private static JsonNode endless(JsonNode value) {
    return value == null ? null : array(null).add(endless(value));
  }

  private static final class MissingValue implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return json("{}");
    }

    @Override
    public JsonNode value(JsonNode current) {
      return MissingNode.getInstance();
    }
  }

  private static final class BadCheck implements CustomRule {
    @Override
    public void check(JsonNode value) {
      if (value.get("amount").decimalValue().signum() < 0) {
        throw new IllegalArgumentException("takes no negative amount");
      }
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return json("1");
    }
  }

  private static Stream<Bad> ofLimits() {
    return Stream.of(
        bad(
            "the first three to arrive",
            Law.COMMUTATIVE,
            4,
            (current, write) -> first(3, current, write)),
        bad(
            "the first twelve to arrive",
            Law.COMMUTATIVE,
            13,
            (current, write) -> first(12, current, write)),
        new Bad(
            "a strict rule with examples, ties by arrival", TiedPriority::new, Law.COMMUTATIVE, 2));
  }

  private static JsonNode first(int limit, JsonNode current, CustomWrite write) {
    ObjectNode state = object(current);
    return state.size() >= limit ? state : state.set(write.order().toString(), write.value());
  }

  private static final class TiedPriority implements CustomRule {
    @Override
    public void check(JsonNode value) {
      if (!value.path("priority").isIntegralNumber()
          || !value.path("address").isTextual()
          || !value.path("address").textValue().endsWith(" Street")
          || value.size() != 2) {
        throw new IllegalArgumentException("takes {priority, address}");
      }
    }

    @Override
    public List<JsonNode> examples() {
      return List.of(
          json("{'priority':5,'address':'Long Street'}"),
          json("{'priority':7,'address':'Short Street'}"));
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return current == null
              || write.value().get("priority").longValue() > current.get("priority").longValue()
          ? write.value()
          : current;
    }
  }
}

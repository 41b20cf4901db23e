package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * {@code counter} and {@code g-counter}: the sum of all increments less all decrements, exact. Each
 * event counts once because the aggregate takes each in once. Constant time; space of the digits.
 *
 * @see <a href="https://inria.hal.science/inria-00555588">Shapiro et al. 2011, 3.1.1, Op-based
 *     counter</a>
 */
final class Counter implements MergeRule {
  private final boolean growOnly;

  private Counter(boolean growOnly) {
    this.growOnly = growOnly;
  }

  static Counter any() {
    return new Counter(false);
  }

  static Counter growOnly() {
    return new Counter(true);
  }

  @Override
  public JsonNode accept(Verb verb, JsonNode value) throws InvalidWrite {
    if (!value.isNumber()) {
      throw new InvalidWrite("takes a number, not " + Values.describe(value));
    }
    BigDecimal amount = value.decimalValue();
    if (!ExactJson.isWithinBounds(amount)) {
      throw new InvalidWrite("takes numbers of at most " + ExactJson.MAXIMUM_DIGITS + " digits");
    }
    if (growOnly && amount.signum() < 0) {
      throw new InvalidWrite("only grows and cannot take " + Values.describe(value));
    }
    return value;
  }

  @Override
  public MergeState empty() {
    return new State(BigDecimal.ZERO, new Span());
  }

  @Override
  public MergeState load(JsonNode saved) {
    return new State(new BigDecimal(saved.get("n").textValue()), Span.load(saved.get("t")));
  }

  private static final class State implements MergeState {
    private final Span span;
    private BigDecimal sum;

    State(BigDecimal sum, Span span) {
      this.sum = sum;
      this.span = span;
    }

    @Override
    public boolean apply(Write write, Origin origin) {
      if (span.admits(origin.time())) {
        BigDecimal amount = write.value().decimalValue();
        sum = write.verb() == Verb.DECREMENT ? sum.subtract(amount) : sum.add(amount);
      }
      return true;
    }

    @Override
    public boolean forget(EffectiveTime before) {
      Span.Cut cut = span.forget(before);
      if (cut == Span.Cut.ALL) {
        sum = BigDecimal.ZERO;
      }
      return cut != Span.Cut.SOME;
    }

    @Override
    public void clear() {
      sum = BigDecimal.ZERO;
      span.clear();
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      ExactJson.write(out, ExactJson.number(sum));
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.put("n", sum.toString());
      saved.set("t", span.save());
      return saved;
    }
  }
}

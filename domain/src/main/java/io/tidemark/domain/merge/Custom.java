package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomRules;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.io.IOException;

/**
 * {@code custom}: the fold of a user's {@link CustomRule}. Time and space are the rule's; its state
 * is copied before each call, so that a rule that fails, or changes what it was given, harms no
 * more than its field.
 */
final class Custom implements MergeRule {
  private final String name;
  private final CustomRule rule;

  Custom(FieldDefinition field) {
    String className = field.className().orElseThrow();
    this.name = "the rule " + className + " of " + field.name();
    this.rule = CustomRules.load(className);
  }

  @Override
  public boolean takesNull() {
    return true;
  }

  @Override
  public JsonNode accept(Verb verb, JsonNode value) throws InvalidWrite {
    JsonNode canonical = JsonOrder.canonical(value);
    try {
      rule.check(canonical);
      return canonical;
    } catch (IllegalArgumentException refusal) {
      throw new InvalidWrite("refused by " + name + ": " + refusal.getMessage());
    } catch (RuntimeException | StackOverflowError | LinkageError failure) {
      throw new InvalidWrite(Values.describe(value) + " made " + name + " fail: " + failure);
    }
  }

  @Override
  public boolean mayFail() {
    return true;
  }

  @Override
  public MergeState empty() {
    return new State();
  }

  @Override
  public MergeState load(JsonNode saved) {
    State state = new State();
    state.span = Span.load(saved.get("t"));
    if (saved.has("c")) {
      state.current = saved.get("c");
      state.shown = saved.get("v");
      state.last = Saved.stamp(saved.get("l"));
      state.place = saved.get("p").intValue();
    }
    return state;
  }

  private final class State implements MergeState {
    private Span span = new Span();
    private JsonNode current;
    private JsonNode shown = NullNode.instance;
    private Stamp last;
    private int place;

    @Override
    public boolean apply(Write write, Origin origin) {
      if (span.admits(origin.time())) {
        place = origin.stamp().equals(last) ? place + 1 : 0;
        last = origin.stamp();
        fold(new CustomWrite(write.value(), last, place));
      }
      return true;
    }

    private void fold(CustomWrite write) {
      try {
        JsonNode before = current == null ? null : current.deepCopy();
        JsonNode next = CustomRules.normalize(rule.apply(before, write));
        shown = CustomRules.normalize(rule.value(next.deepCopy()));
        current = next;
      } catch (RuntimeException | StackOverflowError | LinkageError failure) {
        throw new RuleFailure(
            name + " failed on " + Values.describe(write.value()) + ": " + failure, failure);
      }
    }

    @Override
    public boolean forget(EffectiveTime before) {
      Span.Cut cut = span.forget(before);
      if (cut == Span.Cut.ALL) {
        reset();
      }
      return cut != Span.Cut.SOME;
    }

    @Override
    public void clear() {
      span.clear();
      reset();
    }

    private void reset() {
      current = null;
      shown = NullNode.instance;
      last = null;
    }

    /** Shares what no call changes: the fold copies its state before it hands it out. */
    @Override
    public MergeState rehearsal() {
      State copy = new State();
      copy.span = span.copy();
      copy.current = current;
      copy.shown = shown;
      copy.last = last;
      copy.place = place;
      return copy;
    }

    @Override
    public void write(JsonGenerator out) throws IOException {
      ExactJson.write(out, shown);
    }

    @Override
    public JsonNode save() {
      ObjectNode saved = JsonNodeFactory.instance.objectNode();
      saved.set("t", span.save());
      if (current != null) {
        saved.set("c", current);
        saved.set("v", shown);
        saved.set("l", Saved.stamp(last));
        saved.put("p", place);
      }
      return saved;
    }
  }
}

package io.tidemark.domain.aggregate;

import static io.tidemark.domain.aggregate.Histories.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An error in a custom rule costs its own event and nothing else. */
class FailingRuleTest {
  /** Keeps the longest text; fails on one that is empty. */
  public static final class Longest implements CustomRule {
    @Override
    public void check(JsonNode value) {
      if (!value.isTextual()) {
        throw new IllegalArgumentException("takes a text, not " + value);
      }
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      if (write.value().textValue().isEmpty()) {
        throw new IllegalStateException("empty");
      }
      return current == null || current.textValue().length() < write.value().textValue().length()
          ? write.value()
          : current;
    }
  }

  private final Histories longest =
      new Histories(
          new FieldDefinition(
              "f",
              "custom",
              List.of(),
              Integer.MAX_VALUE,
              Map.of(),
              Optional.of(Longest.class.getName())),
          Verb.APPLY);

  @Test
  void aNewEventThatFailsIsADeadLetterWithTheRulesName() throws Exception {
    Decision decision =
        longest.deliver(
            event("/a", 1, Verb.APPLY, 1, "\"one\"", null),
            event("/a", 2, Verb.APPLY, 2, "\"\"", null),
            event("/a", 3, Verb.APPLY, 3, "\"three\"", null),
            event("/b", 1, Verb.APPLY, 3, "\"four\"", null));
    assertEquals(1, decision.rejected().size());
    assertEquals("rule-failed", decision.rejected().get(0).reason());
    assertTrue(decision.rejected().get(0).message().contains(Longest.class.getName()));
    assertEquals("\"four\"", longest.value("f"));
    assertEquals(1, longest.state().waiting(), "what follows it waits");
    assertEquals(List.of(), longest.state().gaps(), "and no time runs out");
    longest.instruct(new Instruction.Discard("/a", "things-0-2"));
    assertEquals("\"three\"", longest.value("f"));
  }

  @Test
  void aHeldEventThatFailsWhenItsTurnComesIsADeadLetterToo() throws Exception {
    longest.deliver(
        event("/a", 2, Verb.APPLY, 2, "\"\"", null),
        event("/a", 3, Verb.APPLY, 3, "\"three\"", null));
    Decision decision = longest.deliver(event("/a", 1, Verb.APPLY, 1, "\"one\"", null));
    assertEquals(1, decision.rejected().size());
    assertEquals("\"one\"", longest.value("f"));
    longest.recover(false);
    longest.recover(true);
    assertEquals(1, longest.state().failures().size(), "a new stream is told again");
    assertEquals(1, longest.state().waiting());
    longest.deliver(event("/a", 2, Verb.APPLY, 2, "\"mended\"", null));
    assertEquals("\"mended\"", longest.value("f"));
    assertEquals(3, longest.state().version());
    assertEquals(List.of(), longest.state().failures());
  }

  @Test
  void aValueThatTheRuleRefusesNeverReachesTheAggregate() {
    InvalidEvent refusal =
        org.junit.jupiter.api.Assertions.assertThrows(
            InvalidEvent.class,
            () -> longest.interpreter().interpret(event("/a", 1, Verb.APPLY, 1, "7", null)));
    assertTrue(refusal.getMessage().contains("takes a text, not 7"), refusal.getMessage());
  }
}

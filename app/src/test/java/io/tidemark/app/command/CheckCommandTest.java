package io.tidemark.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
  /** The greatest number: keeps the laws. */
  public static final class Greatest implements CustomRule {
    @Override
    public void check(JsonNode value) {
      if (!value.isNumber()) {
        throw new IllegalArgumentException("takes a number");
      }
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return current == null || write.value().decimalValue().compareTo(current.decimalValue()) > 0
          ? write.value()
          : current;
    }
  }

  /** Whatever comes last: breaks the laws. */
  public static final class Last implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return write.value();
    }
  }

  private static Path withRules(Path folder, String first, String nested) throws IOException {
    return Files.writeString(
        folder.resolve("rules.yaml"),
        """
        aggregates:
          cart:
            topics: [carts]
            otherwise: patch
            state:
              total: { merge: custom, class: %s }
              items:
                merge: map
                value:
                  price:
                    merge: custom
                    class: %s
        """
            .formatted(first, nested));
  }

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int check(Path file) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute("--aggregates", file.toString());
  }

  @Test
  void printsALineForEachTypeOfAGoodFile() throws Exception {
    int code = check(Path.of(getClass().getResource("/definition/carts.yaml").toURI()));
    assertEquals(0, code);
    assertEquals("", err.toString());
    assertEquals(1, out.toString().lines().count());
    assertTrue(
        out.toString()
            .startsWith(
                "cart: topics shop.carts; fields customer, status, coupons, points, items, notes;"
                    + " event types com.example.cart.Created, "));
    assertTrue(out.toString().strip().endsWith("projections carts; emits shop.cart-state"));
  }

  @Test
  void printsEachProblemOfAWrongFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a.yaml"), "aggregates:\n  cart:\n    lat: 1\n");
    assertEquals(2, check(file));
    assertEquals("", out.toString());
    assertTrue(err.toString().contains(file + ":2:3: cart: the key topics is missing"));
    assertTrue(err.toString().contains(file + ":3:5: cart.lat: unknown key"));
  }

  @Test
  void namesAMissingFile(@TempDir Path folder) {
    assertEquals(2, check(folder.resolve("none.yaml")));
    assertTrue(err.toString().contains("none.yaml:1:1: there is no such file"));
  }

  @Test
  void saysOfAGoodRuleHowMuchWasTried(@TempDir Path folder) throws Exception {
    String name = Greatest.class.getName();
    assertEquals(0, check(withRules(folder, name, name)), err::toString);
    assertEquals(2, out.toString().lines().count(), "one for the type, one for the class");
    assertTrue(out.toString().contains(name + ": no broken law found ("));
    assertTrue(out.toString().contains(" histories tried, seed 1)"));
  }

  @Test
  void printsACounterExampleAtThePlaceOfTheClass(@TempDir Path folder) throws Exception {
    String name = Last.class.getName();
    Path file = withRules(folder, Greatest.class.getName(), name);
    assertEquals(1, check(file));
    assertTrue(
        err.toString()
            .contains(
                file
                    + ":12:20: cart.state.items.value.price.class: "
                    + name
                    + " breaks the law \"commutative\": the result depends on the order"),
        err::toString);
    assertTrue(
        err.toString()
            .contains(
                """
                  these 2 events
                    e1  source a, sequence 1, time 2024-01-01T00:00:00Z: applies 0
                    e2  source b, sequence 1, time 2024-01-01T00:00:01Z: applies 1
                  in these 2 orders give
                    e1, e2:  state 1
                    e2, e1:  state 0
                """),
        err::toString);
  }

  @Test
  void aClassThatIsNotThereIsAProblemOfTheFile(@TempDir Path folder) throws Exception {
    Path file = withRules(folder, "com.example.Nothing", Last.class.getName());
    assertEquals(2, check(file));
    assertTrue(
        err.toString().contains(file + ":6:38: cart.state.total.class: there is no class com.exa"),
        err::toString);
    assertEquals(1, err.toString().lines().count(), "no search in a file that is wrong");
  }

  @Test
  void needsItsOption() {
    int code = new CommandLine(new CheckCommand()).setErr(new PrintWriter(err)).execute();
    assertEquals(2, code);
    assertTrue(err.toString().contains("--aggregates"));
  }
}

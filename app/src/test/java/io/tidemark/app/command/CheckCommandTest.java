package io.tidemark.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
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
  void needsItsOption() {
    int code = new CommandLine(new CheckCommand()).setErr(new PrintWriter(err)).execute();
    assertEquals(2, code);
    assertTrue(err.toString().contains("--aggregates"));
  }
}

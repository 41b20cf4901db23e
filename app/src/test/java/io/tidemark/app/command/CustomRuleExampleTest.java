package io.tidemark.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The example of the documentation compiles, and its rule keeps the laws. */
class CustomRuleExampleTest {
  private static final Path EXAMPLE = Path.of("../docs/examples/custom-rule");

  @Test
  void holdsWhatItPromises(@TempDir Path classes) throws Exception {
    Path source = EXAMPLE.resolve("src/main/java/com/example/auction/HighestBid.java");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertEquals(0, compiled);

    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      int code =
          new CommandLine(new CheckCommand())
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(err))
              .execute("--aggregates", EXAMPLE.resolve("aggregates.yaml").toString());
      assertEquals(0, code, err::toString);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertTrue(out.toString().contains("com.example.auction.HighestBid: no broken law found"));
  }
}

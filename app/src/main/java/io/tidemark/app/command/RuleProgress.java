package io.tidemark.app.command;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far the search of a rule is: one line that renews itself on a terminal, else now and then.
 */
final class RuleProgress {
  private final String className;
  private final PrintWriter err;
  private final boolean terminal;
  private final long pause;
  private long shown = System.nanoTime();

  RuleProgress(String className, PrintWriter err) {
    this.className = className;
    this.err = err;
    this.terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    this.pause = terminal ? 200_000_000L : 5_000_000_000L;
  }

  void at(long histories) {
    long now = System.nanoTime();
    if (now - shown < pause) {
      return;
    }
    shown = now;
    String line =
        String.format(
            Locale.ROOT, "searching %s for broken laws: %,d histories", className, histories);
    if (terminal) {
      err.print("\r\u001b[K" + line);
    } else {
      err.println(line);
    }
    err.flush();
  }

  /** Clears the line on a terminal, so that what follows stands alone. */
  void clear() {
    if (terminal) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}

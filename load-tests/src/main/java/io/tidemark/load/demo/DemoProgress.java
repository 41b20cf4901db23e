package io.tidemark.load.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far the demo is: one line that renews itself on a terminal, else one every 2 s. */
final class DemoProgress {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal =
      System.console() != null && !"dumb".equals(System.getenv("TERM"));
  private final long pauseNanos = terminal ? 100_000_000L : 2_000_000_000L;
  private long shown = System.nanoTime();

  DemoProgress(PrintWriter out) {
    this.out = out;
  }

  /** A line that stays. */
  void say(String format, Object... values) {
    out.println((terminal ? CLEAR_LINE : "") + String.format(Locale.ROOT, format, values));
    out.flush();
  }

  /** A line that the next one replaces; left out when the last one is recent. */
  void at(String format, Object... values) {
    long now = System.nanoTime();
    if (now - shown < pauseNanos) {
      return;
    }
    shown = now;
    String line = String.format(Locale.ROOT, format, values);
    if (terminal) {
      out.print(CLEAR_LINE + line);
      out.flush();
    } else {
      out.println(line);
      out.flush();
    }
  }
}

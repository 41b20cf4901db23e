package io.tidemark.app.feed;

import java.io.PrintWriter;

/** Shows how far a feed is: one line that renews itself on a terminal, else a line now and then. */
final class Progress {
  private final PrintWriter out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private final long pause;
  private long shown = started;

  Progress(PrintWriter out) {
    this.out = out;
    this.terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    this.pause = terminal ? 200_000_000L : 5_000_000_000L;
  }

  void at(long events) {
    long now = System.nanoTime();
    if (now - shown < pause) {
      return;
    }
    shown = now;
    String line = events + " events, " + perSecond(events, now) + "/s";
    if (terminal) {
      out.print("\r\u001b[K" + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Clears the line on a terminal, so that what follows stands alone. */
  void clear() {
    if (terminal) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }

  String summary(long events, String topic) {
    long now = System.nanoTime();
    return String.format(
        java.util.Locale.ROOT,
        "published %,d events to %s in %.1f s (%,d events/s)",
        events,
        topic,
        (now - started) / 1e9,
        perSecond(events, now));
  }

  private long perSecond(long events, long now) {
    return Math.round(events * 1e9 / Math.max(1, now - started));
  }
}

package io.tidemark.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Marker;

/**
 * Lets a library say the same thing once a minute. While a broker or a database is away, each
 * connection and each aggregate has something to say about it, many times a second; what this means
 * for the work, our own lines tell.
 */
public final class RepeatedMessageFilter extends TurboFilter {
  private static final String OURS = "io.tidemark";
  private static final String AUDIT = "tidemark.";
  private static final long QUIET_NANOS = 60_000_000_000L;

  /** The most different things remembered; beyond that everything is said. */
  private static final int MOST = 1_000;

  private final Map<String, Long> said = new ConcurrentHashMap<>();

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] values, Throwable cause) {
    String name = logger.getName();
    if (format == null
        || level.levelInt < Level.WARN_INT
        || !logger.isEnabledFor(level)
        || name.startsWith(OURS)
        || name.startsWith(AUDIT)) {
      return FilterReply.NEUTRAL;
    }
    return isNews(name + beginning(format)) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  /** Some put what differs into the text itself; what is the same comes first. */
  private static String beginning(String format) {
    return format.substring(0, Math.min(format.length(), 24));
  }

  private boolean isNews(String what) {
    long now = System.nanoTime();
    Long before = said.get(what);
    if (before != null && now - before < QUIET_NANOS) {
      return false;
    }
    if (said.size() < MOST || before != null) {
      said.put(what, now);
    }
    return true;
  }
}

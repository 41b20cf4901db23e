package io.tidemark.streams;

import java.time.Duration;
import org.apache.pekko.event.Logging;
import org.apache.pekko.stream.RestartSettings;

/** How streams start again that tell of an outage themselves, once, and not of every attempt. */
public final class QuietRestarts {
  private static final double JITTER = 0.2;

  private QuietRestarts() {}

  /** Waits that double from the one to the other. */
  public static RestartSettings between(Duration shortest, Duration longest) {
    RestartSettings backoff = RestartSettings.create(shortest, longest, JITTER);
    return backoff.withLogSettings(
        backoff
            .logSettings()
            .withLogLevel(Logging.DebugLevel())
            .withCriticalLogLevel(Logging.DebugLevel(), Integer.MAX_VALUE));
  }
}

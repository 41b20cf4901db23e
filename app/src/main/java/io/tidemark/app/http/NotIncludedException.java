package io.tidemark.app.http;

import java.time.Duration;

/** What a token stands for was not there in time. */
public final class NotIncludedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotIncludedException(Duration waited) {
    super(
        "what the token stands for was not there within "
            + waited.toMillis()
            + " ms; try again, or give it longer (timeout=10s)");
  }
}

package io.tidemark.app.http;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is no valid HTTP request, such as an overlong URI. Pekko HTTP loads it by name and
 * expects a Scala object, which in Java is a class with a field of this name.
 */
public final class ProblemParsingErrorHandler extends ParsingErrorHandler {
  /** The only instance. */
  @SuppressWarnings("unused")
  public static final ProblemParsingErrorHandler MODULE$ = new ProblemParsingErrorHandler();

  private ProblemParsingErrorHandler() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    // The detail may quote the request, tokens included; the summary does not.
    log.debug("A request was refused: {}", info.summary());
    return Problem.of(status, info.summary());
  }
}

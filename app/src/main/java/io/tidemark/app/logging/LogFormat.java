package io.tidemark.app.logging;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Whether lines of the log are text or each a JSON object, and the same for what a command itself
 * says on standard error. {@code logback.xml} includes the file of that name, {@code log-text.xml}
 * or {@code log-json.xml}.
 */
public final class LogFormat {
  private static final String VARIABLE = "TIDEMARK_LOG_FORMAT";
  private static final String TEXT = "text";
  private static final String JSON = "json";

  /** Where a command speaks; it is asked for late, so that people's commands start no logging. */
  private static final String COMMAND = "tidemark.command";

  private LogFormat() {}

  /** Why the environment's choice cannot be followed; empty when it can. */
  public static Optional<String> refusal(Map<String, String> environment) {
    String format = environment.getOrDefault(VARIABLE, TEXT);
    return format.equals(TEXT) || format.equals(JSON)
        ? Optional.empty()
        : Optional.of(
            "environment variable "
                + VARIABLE
                + ": \""
                + format
                + "\" is not allowed; allowed: "
                + TEXT
                + " or "
                + JSON);
  }

  private static boolean isJson() {
    return JSON.equals(System.getenv(VARIABLE));
  }

  private static Logger log() {
    return LoggerFactory.getLogger(COMMAND);
  }

  /** From now on what libraries say by {@code java.util.logging} goes to the same log. */
  public static void takeOver() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Says what a person wants to know. */
  public static void say(PrintWriter err, String line) {
    if (isJson()) {
      log().info(line);
    } else {
      err.println("tidemark: " + line);
      err.flush();
    }
  }

  /**
   * Says why a command failed.
   *
   * @param trace the failure, when its stack trace is to be shown; else null
   */
  public static void complain(PrintWriter err, String line, Throwable trace) {
    if (isJson()) {
      log().error(line, trace);
      return;
    }
    err.println("tidemark: " + line);
    if (trace != null) {
      trace.printStackTrace(err);
    }
    err.flush();
  }
}

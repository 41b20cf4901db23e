package io.tidemark.app.wiring;

import io.tidemark.app.StartException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for what a broker has to say, and tells in words when it does not. */
final class KafkaAnswers {
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  private KafkaAnswers() {}

  /**
   * The answer.
   *
   * @param what was asked for, as a verb with its object
   * @throws StartException when there is none within the time, or a failure, which is its cause
   */
  static <T> T get(String what, KafkaFuture<T> future) throws StartException {
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new StartException(
          "Kafka could not " + what + ": " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new StartException(
          "Kafka did not " + what + " within " + TIMEOUT.toSeconds() + " s; is it reachable?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while Kafka was to " + what, e);
    }
  }
}

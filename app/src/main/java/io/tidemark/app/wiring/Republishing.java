package io.tidemark.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.persistence.operations.Republications;
import io.tidemark.streams.ingest.ControlRecords;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every aggregate of a type to announce its state again, by a record each. A page of records
 * is noted when Kafka has it; so whatever crashes, a page may be sent twice and none is left out.
 * It goes on at a steady pace, so that events need not stand behind all of it.
 */
final class Republishing {
  private static final Logger LOG = LoggerFactory.getLogger(Republishing.class);

  private static final int PAGE = 500;

  /** After each page: at most 2,000 aggregates a second. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** After a failure; often enough that nobody takes the run to be interrupted. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Republications runs;
  private final Sending sending;
  private final Executor blocking;

  /** Sends a record; done when Kafka has it. */
  interface Sending {
    CompletionStage<Void> send(ProducerRecord<byte[], byte[]> message);
  }

  /**
   * @param blocking runs the queries, which block
   */
  Republishing(Republications runs, Sending sending, Executor blocking) {
    this.runs = runs;
    this.sending = sending;
    this.blocking = blocking;
  }

  /** Begins, or goes on, unless a node is at it already; answers how far it is. */
  CompletionStage<Optional<JsonNode>> start(String type) {
    return CompletableFuture.supplyAsync(
        () -> {
          Optional<Republications.Run> begun = runs.begin(type);
          Optional<JsonNode> answer = answer(type);
          begun.ifPresent(run -> later(PAUSE, () -> count(run)));
          return answer;
        },
        blocking);
  }

  /** How far it is; empty when nobody ever asked for it. */
  CompletionStage<Optional<JsonNode>> progress(String type) {
    return CompletableFuture.supplyAsync(() -> answer(type), blocking);
  }

  private void count(Republications.Run run) {
    attempt(
        run,
        () -> count(run),
        () -> {
          runs.count(run);
          page(run);
        });
  }

  private void page(Republications.Run run) {
    attempt(run, () -> page(run), () -> send(run));
  }

  private void send(Republications.Run run) {
    List<String> ids = runs.next(run, PAGE);
    boolean last = ids.size() < PAGE;
    Republications.Run after = ids.isEmpty() ? run : run.at(ids.get(ids.size() - 1));
    CompletableFuture<?>[] sent =
        ids.stream()
            .map(id -> ControlRecords.announce(run.type(), run.aggregateId(id)))
            .map(message -> sending.send(message).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(sent)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                later(Duration.ZERO, () -> advance(after, ids.size(), last));
              } else {
                failed(run, () -> page(run), failure);
              }
            });
  }

  private void advance(Republications.Run run, int sent, boolean last) {
    attempt(
        run,
        () -> advance(run, sent, last),
        () -> {
          boolean goesOn = runs.advance(run, sent, last);
          if (!goesOn) {
            LOG.info("Another node goes on with announcing {} again", run.type());
          } else if (last) {
            LOG.info("Every {} was told to announce its state again", run.type());
          } else {
            later(PAUSE, () -> page(run));
          }
        });
  }

  private void attempt(Republications.Run run, Runnable again, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      failed(run, again, failure);
    }
  }

  private void failed(Republications.Run run, Runnable again, Throwable failure) {
    LOG.warn(
        "Announcing {} again waits {} s for the next try: {}",
        run.type(),
        RETRY.toSeconds(),
        failure.toString());
    later(RETRY, again);
  }

  private void later(Duration pause, Runnable work) {
    CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, blocking)
        .execute(work);
  }

  private Optional<JsonNode> answer(String type) {
    return runs.progress(type).map(progress -> answer(type, progress));
  }

  private static JsonNode answer(String type, Republications.Progress progress) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("type", type).put("status", status(progress)).put("sent", progress.sent());
    answer.put("total", progress.total().orElse(null));
    answer.put("startedAt", progress.startedAt().toString());
    answer.put("updatedAt", progress.updatedAt().toString());
    return answer.put("finishedAt", progress.finishedAt().map(Object::toString).orElse(null));
  }

  private static String status(Republications.Progress progress) {
    if (progress.finishedAt().isPresent()) {
      return "done";
    }
    return progress.interrupted() ? "interrupted" : "running";
  }
}

package io.tidemark.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.http.Administration;
import io.tidemark.app.http.InvalidRequestException;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.persistence.operations.DeadLetterTable;
import io.tidemark.persistence.operations.Republications;
import io.tidemark.streams.ingest.ControlRecords;
import io.tidemark.streams.ingest.InternalTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Does what an operator asks for by records that come in like any others: so it has the same
 * guarantee, and it does not matter which node was asked.
 */
public final class RecordedAdministration implements Administration {
  private final Map<String, RunningType> types;
  private final DeadLetterTable letters;
  private final Producer<byte[], byte[]> producer;
  private final Executor blocking;
  private final Republishing republishing;

  public RecordedAdministration(
      Map<String, RunningType> types,
      DeadLetterTable letters,
      Republications republications,
      Producer<byte[], byte[]> producer,
      Executor blocking) {
    this.types = types;
    this.letters = letters;
    this.producer = producer;
    this.blocking = blocking;
    this.republishing = new Republishing(republications, this::send, blocking);
  }

  @Override
  public CompletionStage<Optional<JsonNode>> redrive(String id) {
    return find(id)
        .thenCompose(
            letter ->
                letter.isEmpty()
                    ? nothing()
                    : send(redriven(letter.get())).thenApply(sent -> answer("redriven", id)));
  }

  @Override
  public CompletionStage<Optional<JsonNode>> rehearse(String id) {
    return find(id)
        .thenCompose(
            letter -> letter.isEmpty() ? nothing() : rehearse(letter.get(), type(letter.get())));
  }

  private static CompletionStage<Optional<JsonNode>> rehearse(DeadLetter letter, RunningType type) {
    return type.rehearse(letter).thenApply(Optional::of);
  }

  @Override
  public CompletionStage<JsonNode> redrive(Filter filter) {
    return CompletableFuture.supplyAsync(
            () ->
                letters.find(
                    filter.type(),
                    filter.aggregate(),
                    filter.source(),
                    filter.reason(),
                    filter.limit()),
            blocking)
        .thenCompose(this::redriveInOrder);
  }

  /** They are sent by one producer, so those of one aggregate stay in order. */
  private CompletionStage<JsonNode> redriveInOrder(List<DeadLetter> found) {
    // All are made before the first is sent: a letter of a type that is gone refuses them all.
    List<ProducerRecord<byte[], byte[]>> records = found.stream().map(this::redriven).toList();
    CompletableFuture<?>[] sent =
        records.stream()
            .map(message -> send(message).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("redriven", found.size());
    return CompletableFuture.allOf(sent).thenApply(all -> answer);
  }

  @Override
  public CompletionStage<Optional<JsonNode>> discard(String id) {
    return find(id)
        .thenCompose(
            letter ->
                letter.isEmpty()
                    ? nothing()
                    : discard(letter.get()).thenApply(done -> answer("discarded", id)));
  }

  /** Nothing waits for a letter of which not even the aggregate is known. */
  private CompletionStage<Void> discard(DeadLetter letter) {
    if (letter.aggregateId() == null || letter.source() == null) {
      return CompletableFuture.runAsync(() -> letters.delete(letter.id()), blocking);
    }
    return send(
        ControlRecords.write(
            type(letter).definition().type(),
            letter.aggregateId(),
            new Instruction.Discard(letter.source(), letter.id())));
  }

  @Override
  public CompletionStage<Optional<JsonNode>> skip(String typeName, String id, String source) {
    RunningType type = types.get(typeName);
    if (type == null) {
      return nothing();
    }
    return CompletableFuture.supplyAsync(() -> letters.lastMissing(typeName, id, source), blocking)
        .thenCompose(
            last ->
                last.isEmpty()
                    ? nothing()
                    : send(ControlRecords.write(
                            typeName,
                            id,
                            new Instruction.CloseGap(
                                source, last.get().to(), last.get().decidesStart())))
                        .thenApply(
                            sent -> {
                              ObjectNode answer = JsonNodeFactory.instance.objectNode();
                              answer.put("type", typeName).put("id", id).put("source", source);
                              return Optional.of(answer.put("to", last.get().to()));
                            }));
  }

  @Override
  public CompletionStage<Optional<JsonNode>> republish(String typeName) {
    return types.containsKey(typeName) ? republishing.start(typeName) : nothing();
  }

  @Override
  public CompletionStage<Optional<JsonNode>> republication(String typeName) {
    return types.containsKey(typeName) ? republishing.progress(typeName) : nothing();
  }

  private CompletionStage<Optional<DeadLetter>> find(String id) {
    return CompletableFuture.supplyAsync(() -> letters.find(id), blocking);
  }

  private RunningType type(DeadLetter letter) {
    RunningType type = types.get(letter.aggregateType());
    if (type == null) {
      throw new InvalidRequestException(
          "the dead letter is of type "
              + letter.aggregateType()
              + ", which the aggregates file no longer has");
    }
    return type;
  }

  private ProducerRecord<byte[], byte[]> redriven(DeadLetter letter) {
    return InternalTopics.of(type(letter).definition().type()).redriven(letter);
  }

  private CompletionStage<Void> send(ProducerRecord<byte[], byte[]> message) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    producer.send(
        message,
        (metadata, failure) -> {
          if (failure == null) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(failure);
          }
        });
    return sent;
  }

  private static CompletionStage<Optional<JsonNode>> nothing() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private static Optional<JsonNode> answer(String act, String id) {
    return Optional.of(JsonNodeFactory.instance.objectNode().put("id", id).put("status", act));
  }
}

package io.tidemark.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.http.AggregateReader;
import io.tidemark.app.http.HistoryReader;
import io.tidemark.app.http.Page;
import io.tidemark.domain.aggregate.AppliedEvent;
import io.tidemark.domain.aggregate.PastState;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonPatch;
import io.tidemark.persistence.aggregate.AggregateHistory;
import io.tidemark.persistence.aggregate.HistoryPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Questions about the past are answered from the journal, a few at a time. */
public final class JournalHistoryReader implements HistoryReader {
  /** Each may take the memory that {@link AggregateHistory} states. */
  private static final int SIDE_BY_SIDE = 2;

  private static final int WAITING = 200;

  private final Map<String, AggregateHistory> histories;
  private final Executor blocking;
  private final Turnstile turnstile = new Turnstile(SIDE_BY_SIDE, WAITING);

  /**
   * @param histories by aggregate type
   * @param blocking writes the answers, which may be long
   */
  public JournalHistoryReader(Map<String, AggregateHistory> histories, Executor blocking) {
    this.histories = Map.copyOf(histories);
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Optional<AggregateReader.Answer>> at(
      String type, String id, long version) {
    return turnstile.pass(
        () ->
            histories
                .get(type)
                .at(id, version)
                .thenApplyAsync(found -> found.map(state -> answer(type, id, state)), blocking));
  }

  @Override
  public CompletionStage<Optional<AggregateReader.Answer>> at(String type, String id, Instant at) {
    return turnstile.pass(
        () ->
            histories
                .get(type)
                .at(id, at)
                .thenApplyAsync(found -> found.map(state -> answer(type, id, state)), blocking));
  }

  @Override
  public CompletionStage<Optional<Page>> events(String type, String id, long from, int limit) {
    return turnstile.pass(
        () ->
            histories
                .get(type)
                .events(id, from, limit)
                .thenApplyAsync(found -> found.map(JournalHistoryReader::page), blocking));
  }

  @Override
  public CompletionStage<Optional<JsonNode>> difference(
      String type, String id, long from, OptionalLong to) {
    return turnstile.pass(
        () ->
            histories
                .get(type)
                .between(id, from, to)
                .thenApplyAsync(found -> found.map(span -> difference(type, id, span)), blocking));
  }

  private static AggregateReader.Answer answer(String type, String id, PastState state) {
    return new AggregateReader.Answer(
        CarriedState.json(type, id, state), state.token().encode(type, id));
  }

  private static JsonNode difference(String type, String id, AggregateHistory.Span span) {
    ObjectNode from = tree(type, id, span.from());
    ObjectNode to = tree(type, id, span.to());
    ObjectNode difference = JsonNodeFactory.instance.objectNode();
    difference.put("type", type).put("id", id);
    difference.put("from", span.from().version()).put("to", span.to().version());
    difference.put("token", to.get("token").textValue());
    difference.set("patch", JsonPatch.between(from.get("state"), to.get("state")));
    return difference;
  }

  private static ObjectNode tree(String type, String id, PastState state) {
    try {
      return (ObjectNode) ExactJson.mapper().readTree(CarriedState.json(type, id, state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page page(HistoryPage page) {
    List<JsonNode> items = new ArrayList<>(page.events().size());
    page.events().forEach(applied -> items.add(item(applied)));
    return new Page(
        items,
        page.next().isPresent()
            ? Optional.of(Long.toString(page.next().getAsLong()))
            : Optional.empty());
  }

  private static ObjectNode item(AppliedEvent applied) {
    Event.Header header = applied.event().header();
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("version", applied.version()).put("id", header.id()).put("source", header.source());
    if (header.sequence() == Event.NO_SEQUENCE) {
      item.putNull("sequence");
    } else {
      item.put("sequence", header.sequence());
    }
    item.put("type", header.type());
    item.put("time", EffectiveTime.instant(header.time()).toString());
    item.put("correlationId", header.correlationId());
    item.put("causationId", header.causationId());
    JsonNode data = applied.event().tree();
    item.set("data", data.isMissingNode() ? JsonNodeFactory.instance.nullNode() : data);
    return item;
  }
}

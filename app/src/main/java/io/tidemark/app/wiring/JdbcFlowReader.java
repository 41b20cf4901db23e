package io.tidemark.app.wiring;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.http.FlowReader;
import io.tidemark.app.http.InvalidRequestException;
import io.tidemark.app.http.Page;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.flow.FlowEvent;
import io.tidemark.persistence.flow.FlowQuery;
import io.tidemark.persistence.flow.FlowQuery.Position;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Finds the events of flows in PostgreSQL. */
public final class JdbcFlowReader implements FlowReader {
  private final io.tidemark.persistence.flow.FlowReader index;
  private final Executor blocking;

  public JdbcFlowReader(io.tidemark.persistence.flow.FlowReader index, Executor blocking) {
    this.index = index;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Page> events(Question question, int limit, Optional<String> cursor) {
    FlowQuery query =
        new FlowQuery(
            question.correlationId(),
            question.id(),
            question.type(),
            nanos(question.from()),
            nanos(question.to()),
            limit,
            cursor.map(text -> position(text, question)));
    return CompletableFuture.supplyAsync(() -> page(query, question), blocking);
  }

  private Page page(FlowQuery query, Question question) {
    try {
      List<FlowEvent> events = index.read(query);
      boolean more = events.size() > query.limit();
      List<FlowEvent> shown = more ? events.subList(0, query.limit()) : events;
      return new Page(
          shown.stream().map(JdbcFlowReader::json).toList(),
          more ? Optional.of(cursor(shown.get(shown.size() - 1), question)) : Optional.empty());
    } catch (SQLException e) {
      throw new CompletionException(e);
    } catch (io.tidemark.persistence.flow.FlowReader.GoneException e) {
      throw new InvalidRequestException(
          "the event that the page before ended with is no longer kept; begin again");
    }
  }

  private static OptionalLong nanos(Optional<Instant> time) {
    try {
      return time.isPresent()
          ? OptionalLong.of(EffectiveTime.nanos(time.get()))
          : OptionalLong.empty();
    } catch (ArithmeticException e) {
      throw new InvalidRequestException("times from 1678 to 2262 can be asked for");
    }
  }

  /** A cursor belongs to its question: another one's order and filters are not its own. */
  private static String cursor(FlowEvent last, Question question) {
    Position position = Position.of(last);
    return Integer.toHexString(question.hashCode())
        + "."
        + position.time()
        + "."
        + position.event();
  }

  private static Position position(String cursor, Question question) {
    String[] parts = cursor.split("\\.", -1);
    if (parts.length == 3 && parts[0].equals(Integer.toHexString(question.hashCode()))) {
      try {
        return new Position(Long.parseLong(parts[1]), UUID.fromString(parts[2]));
      } catch (IllegalArgumentException e) {
        // Refused below.
      }
    }
    throw new InvalidRequestException("cursor is not one that this request gave");
  }

  private static ObjectNode json(FlowEvent event) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", event.id());
    json.put("source", event.source());
    json.put("sequence", event.sequence() == Event.NO_SEQUENCE ? null : event.sequence());
    json.put("type", event.type());
    json.put("time", EffectiveTime.instant(event.time()).toString());
    json.put("correlationId", event.correlationId());
    json.put("causationId", event.causationId());
    json.put("direction", event.announced() ? "announced" : "consumed");
    json.putObject("aggregate").put("type", event.aggregateType()).put("id", event.aggregateId());
    json.put("topic", event.topic());
    json.put("partition", event.partition());
    json.put("offset", event.offset());
    return json;
  }
}

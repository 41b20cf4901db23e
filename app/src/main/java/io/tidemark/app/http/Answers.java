package io.tidemark.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.aggregate.HistoryTooLongException;
import io.tidemark.domain.json.ExactJson;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers as responses, and failures as problems that give nothing of the inside away. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  /** PostgreSQL's code for a statement that ran out of its time. */
  private static final String QUERY_CANCELED = "57014";

  /** PostgreSQL's code for text that it does not hold: one with a NUL. */
  private static final String NO_TEXT = "22021";

  private Answers() {}

  static HttpResponse json(byte[] body) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body));
  }

  static HttpResponse json(JsonNode body) {
    try {
      return json(ExactJson.mapper().writeValueAsBytes(body));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a JSON tree could not be written", impossible);
    }
  }

  static HttpResponse page(Page page) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode(page.items().size());
    page.items().forEach(items::add);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("items", items);
    body.put("next", page.next().orElse(null));
    return json(body);
  }

  static HttpResponse failure(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof InvalidRequestException) {
      return Problem.of(StatusCodes.BAD_REQUEST, cause.getMessage());
    }
    if (cause instanceof IllegalUriException) {
      return Problem.of(StatusCodes.BAD_REQUEST, "the request's URI is malformed");
    }
    if (cause instanceof NotIncludedException) {
      return Problem.passing(StatusCodes.GATEWAY_TIMEOUT, cause.getMessage());
    }
    if (cause instanceof HistoryTooLongException) {
      return Problem.of(
          StatusCodes.UNPROCESSABLE_ENTITY, "the history is too long: " + cause.getMessage());
    }
    if (cause instanceof BusyException) {
      return Problem.passing(StatusCodes.SERVICE_UNAVAILABLE, cause.getMessage());
    }
    if (cause instanceof EntityStreamSizeException) {
      return Problem.of(StatusCodes.CONTENT_TOO_LARGE, "the body is too long");
    }
    if (cause instanceof TimeoutException) {
      return Problem.passing(StatusCodes.GATEWAY_TIMEOUT, "no answer in time; try again");
    }
    if (cause instanceof SQLException database) {
      return database(database);
    }
    if (cause.getCause() instanceof SQLException database) {
      return database(database);
    }
    if (cause instanceof RetriableException) {
      LOG.warn("Kafka could not take a record: {}", cause.toString());
      return Problem.passing(StatusCodes.SERVICE_UNAVAILABLE, "Kafka cannot answer now");
    }
    LOG.error("A request failed", cause);
    return Problem.of(
        StatusCodes.INTERNAL_SERVER_ERROR, "the request failed; the node's log says more");
  }

  /** Whether a failure says itself what is to be answered. */
  static boolean isExpected(Throwable cause) {
    return cause instanceof InvalidRequestException
        || cause instanceof NotIncludedException
        || cause instanceof HistoryTooLongException
        || cause instanceof BusyException
        || cause instanceof SQLException;
  }

  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static HttpResponse database(SQLException failure) {
    if (QUERY_CANCELED.equals(failure.getSQLState())) {
      return Problem.passing(
          StatusCodes.GATEWAY_TIMEOUT,
          "the query took too long; filter or sort by an indexed column");
    }
    if (NO_TEXT.equals(failure.getSQLState())) {
      return Problem.of(StatusCodes.BAD_REQUEST, "nothing here has a NUL in its name");
    }
    LOG.warn("The database could not answer a request: {}", failure.toString());
    return Problem.passing(StatusCodes.SERVICE_UNAVAILABLE, "the database cannot answer now");
  }
}

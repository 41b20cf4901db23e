package io.tidemark.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.ExactJson;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/** Errors as RFC 9457 has them: type, title, status, detail, and members of the problem's own. */
final class Problem {
  static final ContentType CONTENT_TYPE =
      ContentTypes.create(
          MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false));

  private static final long RETRY_AFTER_SECONDS = 1;

  private Problem() {}

  static HttpResponse of(StatusCode status, String detail) {
    return of(status, detail, JsonNodeFactory.instance.objectNode());
  }

  /** An error that time may heal. */
  static HttpResponse passing(StatusCode status, String detail) {
    return of(status, detail).addHeader(retryAfter());
  }

  static HttpHeader retryAfter() {
    return RetryAfter.create(RETRY_AFTER_SECONDS);
  }

  /**
   * @param members further members, such as what was checked
   */
  static HttpResponse of(StatusCode status, String detail, ObjectNode members) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put("type", "about:blank");
    problem.put("title", status.reason());
    problem.put("status", status.intValue());
    problem.put("detail", detail);
    problem.setAll(members);
    try {
      return HttpResponse.create()
          .withStatus(status)
          .withEntity(
              HttpEntities.create(CONTENT_TYPE, ExactJson.mapper().writeValueAsBytes(problem)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a problem could not be written", impossible);
    }
  }

  /** The response itself, or a problem in its place when it is an error of another form. */
  static HttpResponse ensure(HttpResponse response) {
    if (!response.status().isFailure()
        || response.entity().getContentType().mediaType().equals(CONTENT_TYPE.mediaType())) {
      return response;
    }
    return of(response.status(), response.status().defaultMessage())
        .addHeaders(response.getHeaders());
  }
}

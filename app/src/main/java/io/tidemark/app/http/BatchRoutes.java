package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.json.ExactJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Many aggregates in one request: {@code GET /aggregates/TYPE?id=A&id=B}, and {@code POST} with
 * {@code {"ids":[...]}} where a URL is too short for them.
 *
 * <p>A page ends when it has become long; a few are read side by side, so that memory holds a page
 * and no more.
 */
final class BatchRoutes extends AllDirectives {
  private static final int MOST_IDS = 1_000;
  private static final int SIDE_BY_SIDE = 16;
  private static final int PAGE_BYTES = 4 << 20;
  private static final long MOST_BODY_BYTES = 1 << 20;
  private static final Duration BODY_TIME = Duration.ofSeconds(5);

  private final Set<String> types;
  private final AggregateReader reader;

  BatchRoutes(Set<String> types, AggregateReader reader) {
    this.types = new TreeSet<>(types);
    this.reader = reader;
  }

  Route create() {
    return path(
        segment("aggregates").slash(segment()),
        type ->
            concat(
                get(() -> extractRequest(request -> answer(type, request, ids(request)))),
                post(
                    () ->
                        withSizeLimit(
                            MOST_BODY_BYTES,
                            () ->
                                toStrictEntity(
                                    BODY_TIME,
                                    () ->
                                        extractRequest(
                                            request ->
                                                answer(type, request, bodyIds(request))))))));
  }

  private Route answer(String type, HttpRequest request, List<String> ids) {
    if (!types.contains(type)) {
      return complete(AggregateRoutes.unknownType(types, type));
    }
    int first = 0;
    for (Map.Entry<String, String> parameter : QueryParameters.all(request)) {
      if (parameter.getKey().equals("cursor")) {
        first = cursor(parameter.getValue(), ids.size());
      } else if (!parameter.getKey().equals("id")) {
        throw new InvalidRequestException(
            "unknown parameter " + parameter.getKey() + "; known: cursor, id");
      }
    }
    if (ids.isEmpty() || ids.size() > MOST_IDS) {
      throw new InvalidRequestException(
          "give 1 to " + MOST_IDS + " ids: ?id=A&id=B, or POST {\"ids\":[\"A\",\"B\"]}");
    }
    return completeWithFuture(
        new Page(type, ids, first)
            .read()
            .handle(
                (response, failure) ->
                    failure == null ? response : AggregateRoutes.failed(failure)));
  }

  private static int cursor(String text, int ids) {
    try {
      int first = Integer.parseInt(text);
      if (first >= 0 && first < ids) {
        return first;
      }
    } catch (NumberFormatException noNumber) {
      // Refused below, like one of another request.
    }
    throw new InvalidRequestException("the cursor is not one of this request's");
  }

  private static List<String> ids(HttpRequest request) {
    Set<String> ids = new LinkedHashSet<>();
    for (Map.Entry<String, String> parameter : QueryParameters.all(request)) {
      if (parameter.getKey().equals("id")) {
        ids.add(required(parameter.getValue()));
      }
    }
    return List.copyOf(ids);
  }

  private static List<String> bodyIds(HttpRequest request) {
    if (!(request.entity() instanceof HttpEntity.Strict strict)) {
      throw new IllegalStateException("the body was to be read whole");
    }
    Set<String> ids = new LinkedHashSet<>();
    try {
      JsonNode body =
          ExactJson.mapper().readTree(strict.getData().decodeString(StandardCharsets.UTF_8));
      for (JsonNode id : body.path("ids")) {
        if (!id.isTextual()) {
          throw new InvalidRequestException("ids takes texts");
        }
        ids.add(required(id.textValue()));
      }
    } catch (JsonProcessingException noJson) {
      throw new InvalidRequestException("the body is no JSON");
    }
    return List.copyOf(ids);
  }

  private static String required(String id) {
    if (id.isEmpty()) {
      throw new InvalidRequestException("an id is not empty");
    }
    return id;
  }

  /** One page, read a few aggregates at a time. */
  private final class Page {
    private final String type;
    private final List<String> ids;
    private final ByteArrayOutputStream items = new ByteArrayOutputStream();
    private final List<String> missing = new ArrayList<>();
    private int next;

    Page(String type, List<String> ids, int first) {
      this.type = type;
      this.ids = ids;
      this.next = first;
    }

    CompletionStage<HttpResponse> read() {
      if (next == ids.size() || items.size() > PAGE_BYTES) {
        return CompletableFuture.completedFuture(response());
      }
      List<String> some = ids.subList(next, Math.min(ids.size(), next + SIDE_BY_SIDE));
      List<CompletableFuture<Optional<AggregateReader.Answer>>> reads =
          some.stream()
              .map(id -> reader.read(type, id, Optional.empty()).toCompletableFuture())
              .toList();
      return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
          .thenCompose(
              all -> {
                for (int i = 0; i < some.size() && items.size() <= PAGE_BYTES; i++) {
                  add(some.get(i), reads.get(i).join());
                  next++;
                }
                return read();
              });
    }

    private void add(String id, Optional<AggregateReader.Answer> found) {
      if (found.isEmpty()) {
        missing.add(id);
      } else {
        if (items.size() > 0) {
          items.write(',');
        }
        items.writeBytes(found.get().json());
      }
    }

    private HttpResponse response() {
      ByteArrayOutputStream body = new ByteArrayOutputStream(items.size() + 64);
      try {
        body.writeBytes("{\"items\":[".getBytes(StandardCharsets.UTF_8));
        items.writeTo(body);
        body.writeBytes("],\"missing\":".getBytes(StandardCharsets.UTF_8));
        body.writeBytes(ExactJson.mapper().writeValueAsBytes(missing));
        body.writeBytes(",\"next\":".getBytes(StandardCharsets.UTF_8));
        body.writeBytes(
            ExactJson.mapper()
                .writeValueAsBytes(
                    next == ids.size()
                        ? JsonNodeFactory.instance.nullNode()
                        : JsonNodeFactory.instance.textNode(Integer.toString(next))));
      } catch (IOException impossible) {
        throw new IllegalStateException("nothing is written but to memory", impossible);
      }
      body.write('}');
      return Answers.json(body.toByteArray());
    }
  }
}

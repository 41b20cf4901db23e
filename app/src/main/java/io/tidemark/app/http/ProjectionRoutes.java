package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.persistence.projection.ProjectionView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code GET /projections}, and the rows, their number and groups of each read model. */
final class ProjectionRoutes extends AllDirectives {
  /** What an answer may take beside the wait for a token. */
  private static final Duration MARGIN = Duration.ofSeconds(15);

  private final ProjectionReader reader;

  ProjectionRoutes(ProjectionReader reader) {
    this.reader = reader;
  }

  Route create() {
    return concat(
        path("projections", () -> get(() -> extractRequest(request -> complete(list(request))))),
        path(
            segment("projections").slash(segment()),
            name -> get(() -> answering(name, ProjectionView.ROWS))),
        path(
            segment("projections").slash(segment()).slash("count"),
            name -> get(() -> answering(name, ProjectionView.COUNT))),
        path(
            segment("projections").slash(segment()).slash("groups"),
            name -> get(() -> answering(name, ProjectionView.GROUPS))));
  }

  private Route answering(String name, ProjectionView view) {
    return extractRequest(
        request -> {
          Route route = completeWithFuture(query(request, name, view));
          return request.getHeader(AwaitedToken.HEADER).isPresent()
              ? withRequestTimeout(AwaitedToken.LONGEST.plus(MARGIN), () -> route)
              : route;
        });
  }

  private HttpResponse list(HttpRequest request) {
    QueryParameters.of(request, Set.of());
    List<JsonNode> items = new ArrayList<>();
    reader
        .projections()
        .forEach((name, described) -> items.add(item(name, described, reader.status(name))));
    return Answers.page(new Page(items, Optional.empty()));
  }

  private static ObjectNode item(
      String name, ProjectionReader.Described described, ProjectionReader.Status status) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("name", name);
    item.put("aggregate", described.aggregateType());
    item.put("status", status.rebuilding() ? "rebuilding" : "ready");
    item.set("lag", number(status.lag()));
    item.set("rebuildingLag", number(status.rebuildingLag()));
    ArrayNode columns = item.putArray("columns");
    described
        .definition()
        .columns()
        .forEach(
            (column, declared) ->
                columns
                    .addObject()
                    .put("name", column)
                    .put("type", declared.type().name().toLowerCase(Locale.ROOT))
                    .put("indexed", declared.index()));
    return item;
  }

  private static JsonNode number(OptionalLong number) {
    return number.isPresent()
        ? JsonNodeFactory.instance.numberNode(number.getAsLong())
        : JsonNodeFactory.instance.nullNode();
  }

  private CompletionStage<HttpResponse> query(
      HttpRequest request, String name, ProjectionView view) {
    if (!reader.projections().containsKey(name)) {
      return CompletableFuture.completedFuture(
          unknownProjection(reader.projections().keySet(), name));
    }
    List<Map.Entry<String, String>> parameters = new ArrayList<>(QueryParameters.all(request));
    Optional<String> timeout =
        reader.projections().get(name).definition().columns().containsKey(AwaitedToken.TIMEOUT)
            ? Optional.empty()
            : takeTimeout(parameters);
    return reader
        .query(name, view, parameters, AwaitedToken.of(request, timeout))
        .handle((page, failure) -> failure == null ? answer(view, page) : Answers.failure(failure));
  }

  private static HttpResponse answer(ProjectionView view, Page page) {
    return view == ProjectionView.COUNT ? Answers.json(page.items().get(0)) : Answers.page(page);
  }

  static HttpResponse unknownProjection(Set<String> projections, String name) {
    Set<String> names = new TreeSet<>(projections);
    String known = names.isEmpty() ? "there are none" : "known: " + String.join(", ", names);
    return Problem.of(StatusCodes.NOT_FOUND, "unknown projection " + name + "; " + known);
  }

  /** A column of that name would be filtered by it. */
  private static Optional<String> takeTimeout(List<Map.Entry<String, String>> parameters) {
    List<String> given =
        parameters.stream()
            .filter(parameter -> parameter.getKey().equals(AwaitedToken.TIMEOUT))
            .map(Map.Entry::getValue)
            .toList();
    if (given.size() > 1) {
      throw new InvalidRequestException("parameter timeout is given twice");
    }
    parameters.removeIf(parameter -> parameter.getKey().equals(AwaitedToken.TIMEOUT));
    return given.stream().findFirst();
  }
}

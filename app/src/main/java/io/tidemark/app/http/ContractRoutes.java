package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code GET /openapi.json} and {@code GET /asyncapi.json}: what this node promises. */
public final class ContractRoutes extends AllDirectives {
  private final JsonNode openApi;
  private final JsonNode asyncApi;

  public ContractRoutes(JsonNode openApi, JsonNode asyncApi) {
    this.openApi = openApi;
    this.asyncApi = asyncApi;
  }

  public Route create() {
    return concat(document("openapi.json", openApi), document("asyncapi.json", asyncApi));
  }

  private Route document(String name, JsonNode document) {
    return path(
        name,
        () ->
            get(
                () ->
                    extractRequest(
                        request -> {
                          QueryParameters.of(request, Set.of());
                          return complete(Answers.json(document));
                        })));
  }
}

package io.tidemark.load.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.Set;

/** Holds the answers of a running node against its own OpenAPI document. */
final class OwnContract {
  private final JsonNode document;

  OwnContract(JsonNode openApi) {
    document = openApi.deepCopy();
    close(document);
  }

  /** What the document does not mention is a fault here, though readers must overlook it. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.get("properties") instanceof ObjectNode
        && object.path("type").toString().contains("\"object\"")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OwnContract::close);
  }

  /**
   * @param path as it stands in the document, with its parameters in braces
   */
  void requireAnswer(String path, JsonNode body) {
    JsonNode schema =
        document
            .path("paths")
            .path(path)
            .at("/get/responses/200/content")
            .path("application/json")
            .path("schema");
    assertFalse(schema.isMissingNode(), path + " is not documented");
    ObjectNode whole = schema.deepCopy();
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.set("components", document.get("components"));
    assertEquals(
        Set.of(),
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(
                whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build())
            .validate(body),
        path + ": " + body);
  }
}

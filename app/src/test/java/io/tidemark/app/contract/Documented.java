package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A document with schemas in it, to hold answers and messages against. Its objects are closed for
 * that: a member that the document does not mention is a fault here, though others must bear it.
 */
public final class Documented {
  private static final JsonSchemaFactory DRAFT_2020 =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode document;
  private final JsonNode closed;

  /** Of an OpenAPI or AsyncAPI document. */
  public Documented(JsonNode document) {
    this.document = document;
    this.closed = document.deepCopy();
    close(closed);
  }

  public JsonNode document() {
    return document;
  }

  /** What is wrong with a value by the component schema of that name; empty when nothing is. */
  public Set<String> problems(String component, JsonNode value) {
    return problems(Schemas.reference(component), value);
  }

  /** What is wrong with a value by a schema of the document. */
  public Set<String> problems(JsonNode schema, JsonNode value) {
    ObjectNode whole = schema.deepCopy();
    close(whole);
    whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.set("components", closed.get("components"));
    return problems(DRAFT_2020.getSchema(whole, STRICT), value);
  }

  static Set<String> problems(JsonSchema schema, JsonNode value) {
    return schema.validate(value).stream()
        .map(ValidationMessage::toString)
        .collect(Collectors.toSet());
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.get("properties") instanceof ObjectNode
        && object.path("type").toString().contains("\"object\"")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(Documented::close);
  }
}

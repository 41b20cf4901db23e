package io.tidemark.app.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.tidemark.domain.definition.AggregateDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final String OPEN_API = "schemas/openapi/openapi-v3.1-schema.json";
  private static final String ASYNC_API = "schemas/asyncapi/asyncapi-3.0.0.json";

  @ParameterizedTest
  @ValueSource(strings = {"/contract/every-rule.yaml", "/definition/carts.yaml"})
  void theOpenApiDocumentIsOne(String file) throws Exception {
    JsonNode document = OpenApi.document(TestFiles.read(file), "1");

    assertEquals(Set.of(), problems(SharedData.json(OPEN_API), VersionFlag.V202012, document));
    // The schema of OpenAPI says nothing about the schemas within; their own does.
    for (JsonNode schema : document.at("/components/schemas")) {
      assertEquals(
          Set.of(),
          Documented.problems(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(SchemaLocation.of(SchemaId.V202012)),
              schema));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/contract/every-rule.yaml", "/definition/carts.yaml"})
  void theAsyncApiDocumentIsOne(String file) throws Exception {
    JsonNode document = AsyncApi.document(TestFiles.read(file), "1");

    assertEquals(Set.of(), problems(SharedData.json(ASYNC_API), VersionFlag.V7, document));
  }

  @Test
  void theSchemasOfTheDocumentsRefuseWhatIsWrong() throws Exception {
    ObjectNode open = OpenApi.document(TestFiles.everyRule(), "1");
    ((ObjectNode) open.at("/paths/~1gaps/get")).put("summery", "misspelt");
    assertFalse(problems(SharedData.json(OPEN_API), VersionFlag.V202012, open).isEmpty());

    ObjectNode async = AsyncApi.document(TestFiles.everyRule(), "1");
    ((ObjectNode) async.at("/operations/send.thing")).put("action", "sends");
    assertFalse(problems(SharedData.json(ASYNC_API), VersionFlag.V7, async).isEmpty());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<AggregateDefinition> definitions = TestFiles.everyRule();
    for (JsonNode document :
        List.of(OpenApi.document(definitions, "1"), AsyncApi.document(definitions, "1"))) {
      List<JsonNode> references = document.findValues("$ref");
      assertFalse(references.isEmpty());
      for (JsonNode reference : references) {
        String pointer = reference.textValue().substring(1);
        assertFalse(document.at(pointer).isMissingNode(), pointer);
      }
    }
  }

  @Test
  void noParameterIsNamedTwice() {
    for (JsonNode path : OpenApi.document(TestFiles.everyRule(), "1").get("paths")) {
      for (JsonNode operation : path) {
        Set<String> names = new HashSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
          String name = parameter.get("in") + " " + parameter.get("name");
          assertTrue(names.add(name), operation.get("operationId") + ": " + name);
        }
      }
    }
  }

  @Test
  void theSameFileGivesTheSameDocuments() {
    assertEquals(
        OpenApi.document(TestFiles.everyRule(), "1").toString(),
        OpenApi.document(TestFiles.everyRule(), "1").toString());
    assertEquals(
        AsyncApi.document(TestFiles.everyRule(), "1").toString(),
        AsyncApi.document(TestFiles.everyRule(), "1").toString());
  }

  private static Set<String> problems(JsonNode schema, VersionFlag draft, JsonNode document) {
    return Documented.problems(JsonSchemaFactory.getInstance(draft).getSchema(schema), document);
  }
}

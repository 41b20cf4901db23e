package io.tidemark.app.kubernetes;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.tidemark.app.contract.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/** The schemas of Kubernetes' and its extensions' objects, in which no unknown field is allowed. */
final class ManifestSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOLDER = "schemas/";
  private static final Map<String, String> PACKAGES =
      Map.of(
          "v1", "io.k8s.api.core.v1",
          "apps/v1", "io.k8s.api.apps.v1",
          "policy/v1", "io.k8s.api.policy.v1",
          "networking.k8s.io/v1", "io.k8s.api.networking.v1",
          "rbac.authorization.k8s.io/v1", "io.k8s.api.rbac.v1");
  private static final Map<String, String> EXTENSIONS =
      Map.of(
          "keda.sh/v1alpha1/ScaledObject", FOLDER + "crds/scaledobject_v1alpha1.json",
          "monitoring.coreos.com/v1/ServiceMonitor", FOLDER + "crds/servicemonitor_v1.json",
          "monitoring.coreos.com/v1/PrometheusRule", FOLDER + "crds/prometheusrule_v1.json");

  private final JsonNode definitions;

  private ManifestSchemas(JsonNode definitions) {
    this.definitions = definitions;
  }

  /** Loads them; the test is skipped, saying why, where they are not found. */
  static ManifestSchemas load() throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(
                SharedData.file(FOLDER + "kubernetes/k8s-v1.33.0-_definitions.json.gz")))) {
      JsonNode definitions = JSON.readTree(in).get("definitions");
      close(definitions);
      return new ManifestSchemas(definitions);
    }
  }

  /** What is wrong with an object; empty when nothing is. */
  Set<String> problems(JsonNode object) throws IOException {
    String apiVersion = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    Set<String> problems = new TreeSet<>();
    for (ValidationMessage message :
        JsonSchemaFactory.getInstance(VersionFlag.V7)
            .getSchema(schema(apiVersion, kind))
            .validate(object)) {
      problems.add(kind + "/" + object.at("/metadata/name").asText() + ": " + message);
    }
    return problems;
  }

  private JsonNode schema(String apiVersion, String kind) throws IOException {
    String own = PACKAGES.getOrDefault(apiVersion, "") + "." + kind;
    if (definitions.has(own)) {
      ObjectNode schema = JSON.createObjectNode().put("$ref", "#/definitions/" + own);
      return schema.set("definitions", definitions);
    }
    String name = apiVersion + "/" + kind;
    JsonNode extension;
    if (EXTENSIONS.containsKey(name)) {
      extension = SharedData.json(EXTENSIONS.get(name));
    } else {
      // Written for these tests, of what the manifests use.
      try (InputStream in =
          ManifestSchemas.class.getResourceAsStream(
              "/kubernetes/" + kind.toLowerCase(java.util.Locale.ROOT) + ".json")) {
        extension = in == null ? fail("no schema of " + name) : JSON.readTree(in);
      }
    }
    close(extension);
    return extension;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.get("properties") instanceof ObjectNode properties
        && !properties.has("$ref")
        && !object.has("additionalProperties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    node.forEach(ManifestSchemas::close);
  }
}

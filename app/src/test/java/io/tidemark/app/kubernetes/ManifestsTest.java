package io.tidemark.app.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.Settings;
import io.tidemark.app.SettingsLoader;
import io.tidemark.app.contract.OpenApi;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.domain.definition.AggregateDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests against the schemas of what takes them, and against the program they start. */
class ManifestsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path K8S = ROOT.resolve("k8s");

  /** The ports that a direction of the network policy names. */
  private static Set<Integer> letThrough(List<ObjectNode> objects, String direction) {
    Set<Integer> ports = new HashSet<>();
    one(objects, "NetworkPolicy", "tidemark")
        .at(direction)
        .forEach(rule -> rule.get("ports").forEach(port -> ports.add(port.get("port").asInt())));
    return ports;
  }

  private static List<ObjectNode> overlay(String name) {
    return Kustomization.build(K8S.resolve("overlays").resolve(name));
  }

  private static List<ObjectNode> ofKind(List<ObjectNode> objects, String kind) {
    return objects.stream().filter(object -> object.get("kind").asText().equals(kind)).toList();
  }

  private static ObjectNode one(List<ObjectNode> objects, String kind, String name) {
    return ofKind(objects, kind).stream()
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseGet(() -> fail("no " + kind + " " + name));
  }

  private static JsonNode pod(List<ObjectNode> objects) {
    return one(objects, "Deployment", "tidemark").at("/spec/template");
  }

  private static JsonNode container(List<ObjectNode> objects) {
    return pod(objects).at("/spec/containers/0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void everyObjectIsValidWithoutUnknownFields(String overlay) throws IOException {
    ManifestSchemas schemas = ManifestSchemas.load();
    Set<String> problems = new TreeSet<>();
    for (ObjectNode object : overlay(overlay)) {
      problems.addAll(schemas.problems(object));
    }
    assertEquals(Set.of(), problems);
  }

  @Test
  void everyComponentIsValidWhetherAnOverlayTakesItOrNot() throws IOException {
    ManifestSchemas schemas = ManifestSchemas.load();
    Set<String> problems = new TreeSet<>();
    try (var folders = Files.list(K8S.resolve("components"))) {
      for (Path folder : folders.toList()) {
        for (ObjectNode object : Kustomization.build(folder)) {
          problems.addAll(schemas.problems(object));
        }
      }
    }
    assertEquals(Set.of(), problems);
  }

  @Test
  void aMisspeltFieldIsFoundAnywhere() throws IOException {
    ManifestSchemas schemas = ManifestSchemas.load();
    for (ObjectNode object : overlay("production")) {
      if (object.path("spec").isObject()) {
        ObjectNode wrong = object.deepCopy();
        ((ObjectNode) wrong.get("spec")).put("sepc", 1);
        assertFalse(schemas.problems(wrong).isEmpty(), object.get("kind").asText());
      }
    }
    List<ObjectNode> objects = overlay("production");
    ((ObjectNode) container(objects).get("readinessProbe")).put("failureTreshold", 2);
    assertFalse(schemas.problems(one(objects, "Deployment", "tidemark")).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void whatKustomizeMakesOfItIsWhatIsTestedHere(String overlay) throws Exception {
    Process kustomize;
    try {
      kustomize =
          new ProcessBuilder("kubectl", "kustomize", K8S.resolve("overlays/" + overlay).toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "skipped: no kubectl here");
      return;
    }
    String built = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, kustomize.waitFor());
    String unhashed = built.replaceAll("(tidemark-[a-z]+)-[a-z0-9]{10}\\b", "$1");
    assertEquals(
        Kustomization.comparable(Kustomization.documents(unhashed)),
        Kustomization.comparable(overlay(overlay)));
  }

  /** The environment of the node's container, with stand-ins for what Kubernetes fills in. */
  private static Map<String, String> environment(List<ObjectNode> objects) {
    Map<String, String> environment = new LinkedHashMap<>();
    JsonNode container = container(objects);
    for (JsonNode from : container.path("envFrom")) {
      ObjectNode map = one(objects, "ConfigMap", from.at("/configMapRef/name").asText());
      map.get("data")
          .fields()
          .forEachRemaining(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    }
    for (JsonNode variable : container.get("env")) {
      String value = variable.path("value").asText();
      JsonNode field = variable.at("/valueFrom/fieldRef/fieldPath");
      if (!field.isMissingNode()) {
        assertEquals("status.podIP", field.asText());
        value = "10.0.0.1";
      } else if (variable.has("valueFrom")) {
        value = variable.at("/valueFrom/secretKeyRef/key").asText();
        assertFalse(value.isEmpty(), variable.toString());
      }
      environment.put(variable.get("name").asText(), value);
    }
    return environment;
  }

  private static Settings settings(List<ObjectNode> objects) {
    List<String> warnings = new ArrayList<>();
    Settings settings = SettingsLoader.load(Optional.empty(), environment(objects), warnings::add);
    assertEquals(List.of(), warnings);
    return settings;
  }

  private static Settings.Kubernetes kubernetes(Settings settings) {
    return assertInstanceOf(Settings.Kubernetes.class, settings.cluster().discovery());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void everySettingExistsAndIsAllowed(String overlay) {
    List<ObjectNode> objects = overlay(overlay);
    Settings settings = settings(objects);

    assertEquals(
        Set.of("JDK_JAVA_OPTIONS"),
        environment(objects).keySet().stream()
            .filter(variable -> !variable.startsWith("TIDEMARK_"))
            .collect(Collectors.toSet()));
    assertEquals("10.0.0.1", settings.cluster().host());
    assertTrue(settings.adminToken().isPresent() && settings.readToken().isPresent());
    // A cluster that waits for more nodes than there are is never formed.
    int replicas = one(objects, "Deployment", "tidemark").at("/spec/replicas").asInt(3);
    int required = kubernetes(settings).requiredNodes();
    assertTrue(replicas / 2 < required && required <= replicas, required + " of " + replicas);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void everyPortIsOneThatTheProgramListensOn(String overlay) {
    List<ObjectNode> objects = overlay(overlay);
    Settings settings = settings(objects);
    Map<String, Integer> expected =
        Map.of(
            "http", settings.http().port(),
            "cluster", settings.cluster().port(),
            "management", kubernetes(settings).port());
    Map<String, Integer> ports = new LinkedHashMap<>();
    container(objects)
        .get("ports")
        .forEach(port -> ports.put(port.get("name").asText(), port.get("containerPort").asInt()));
    assertEquals(expected, ports);

    for (ObjectNode service : ofKind(objects, "Service")) {
      if (selects(service.at("/spec/selector"), pod(objects))) {
        service
            .at("/spec/ports")
            .forEach(port -> assertTrue(ports.containsKey(port.get("targetPort").asText())));
      }
    }
    assertEquals(new HashSet<>(expected.values()), letThrough(objects, "/spec/ingress"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void whateverSelectsPodsSelectsTheNodes(String overlay) {
    List<ObjectNode> objects = overlay(overlay);
    JsonNode pod = pod(objects);
    List<JsonNode> selectors = new ArrayList<>();
    selectors.add(one(objects, "Deployment", "tidemark").at("/spec/selector/matchLabels"));
    selectors.add(one(objects, "Service", "tidemark").at("/spec/selector"));
    selectors.add(one(objects, "Service", "tidemark-nodes").at("/spec/selector"));
    selectors.add(one(objects, "PodDisruptionBudget", "tidemark").at("/spec/selector/matchLabels"));
    selectors.add(one(objects, "NetworkPolicy", "tidemark").at("/spec/podSelector/matchLabels"));
    pod.at("/spec/topologySpreadConstraints")
        .forEach(constraint -> selectors.add(constraint.at("/labelSelector/matchLabels")));
    selectors.forEach(selector -> assertTrue(selects(selector, pod), selector.toString()));
    String[] bootstrap = kubernetes(settings(objects)).selector().split("=");
    assertEquals(bootstrap[1], pod.at("/metadata/labels").path(bootstrap[0]).asText());
    for (ObjectNode monitor : ofKind(objects, "ServiceMonitor")) {
      JsonNode labels = one(objects, "Service", "tidemark-nodes").at("/metadata/labels");
      JsonNode selector = monitor.at("/spec/selector/matchLabels");
      selector
          .fields()
          .forEachRemaining(label -> assertEquals(label.getValue(), labels.get(label.getKey())));
    }
  }

  private static boolean selects(JsonNode selector, JsonNode pod) {
    return selector.isObject()
        && !selector.isEmpty()
        && StreamSupport.stream(
                ((Iterable<Map.Entry<String, JsonNode>>) selector::fields).spliterator(), false)
            .allMatch(
                label -> label.getValue().equals(pod.at("/metadata/labels").get(label.getKey())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void everyPathIsAnswered(String overlay) throws Exception {
    List<ObjectNode> objects = overlay(overlay);
    Set<String> answered = new HashSet<>();
    OpenApi.document(definitions(objects), "1")
        .get("paths")
        .fieldNames()
        .forEachRemaining(answered::add);
    Set<String> named = new TreeSet<>();
    JsonNode container = container(objects);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertEquals("http", container.get(probe).at("/httpGet/port").asText());
      named.add(container.get(probe).at("/httpGet/path").asText());
    }
    for (ObjectNode monitor : ofKind(objects, "ServiceMonitor")) {
      for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
        assertEquals("http", endpoint.get("port").asText());
        named.add(endpoint.get("path").asText());
      }
    }
    for (ObjectNode scaled : ofKind(objects, "ScaledObject")) {
      for (JsonNode trigger : scaled.at("/spec/triggers")) {
        if (trigger.get("type").asText().equals("metrics-api")) {
          java.net.URI url = java.net.URI.create(trigger.at("/metadata/url").asText());
          named.add(url.getPath());
          ObjectNode service = one(objects, "Service", "tidemark");
          assertEquals(
              "tidemark." + service.at("/metadata/namespace").asText() + ".svc", url.getHost());
          assertEquals(80, service.at("/spec/ports/0/port").asInt());
          assertHasField(
              OpenApi.document(definitions(objects), "1")
                  .at("/paths/~1scaling/get/responses/200/content/application~1json/schema"),
              trigger.at("/metadata/valueLocation").asText());
        }
      }
    }
    assertTrue(answered.containsAll(named), named + " of " + answered);
  }

  private static void assertHasField(JsonNode schema, String path) {
    JsonNode at = schema;
    for (String part : path.split("\\.")) {
      at = at.path("properties").path(part);
    }
    assertFalse(at.isMissingNode(), path);
  }

  private static List<AggregateDefinition> definitions(List<ObjectNode> objects) throws Exception {
    JsonNode data = one(objects, "ConfigMap", "tidemark-aggregates").get("data");
    return AggregatesFile.parse("aggregates.yaml", data.get("aggregates.yaml").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void theAggregatesFileIsWhereTheNodeLooksForIt(String overlay) throws Exception {
    List<ObjectNode> objects = overlay(overlay);
    assertFalse(definitions(objects).isEmpty());
    JsonNode container = container(objects);
    List<String> arguments = new ArrayList<>();
    container.get("args").forEach(argument -> arguments.add(argument.asText()));
    assertEquals(
        List.of(
            "run",
            "--aggregates",
            container.at("/volumeMounts/0/mountPath").asText() + "/aggregates.yaml"),
        arguments);
    assertEquals("aggregates", container.at("/volumeMounts/0/name").asText());
    JsonNode volume = pod(objects).at("/spec/volumes/0");
    assertEquals("aggregates", volume.get("name").asText());
    assertEquals("tidemark-aggregates", volume.at("/configMap/name").asText());
  }

  @Test
  void scalingKnowsGroupsTopicsAndPartitionsAsTheyAre() throws Exception {
    List<ObjectNode> objects = overlay("production");
    Settings settings = settings(objects);
    List<AggregateDefinition> definitions = definitions(objects);
    ObjectNode deployment = one(objects, "Deployment", "tidemark");
    assertFalse(deployment.get("spec").has("replicas"), "would undo what KEDA decides");
    List<ObjectNode> all = new ArrayList<>();
    try (var folders = Files.list(K8S.resolve("components"))) {
      folders.forEach(folder -> all.addAll(ofKind(Kustomization.build(folder), "ScaledObject")));
    }
    assertFalse(all.isEmpty());
    assertEquals(1, ofKind(objects, "ScaledObject").size(), "two would contradict each other");
    for (ObjectNode scaled : all) {
      assertEquals(deployment.at("/metadata/name"), scaled.at("/spec/scaleTargetRef/name"));
      assertEquals(deployment.get("kind"), scaled.at("/spec/scaleTargetRef/kind"));
      assertTrue(scaled.at("/spec/maxReplicaCount").asInt() <= settings.kafka().partitions());
      assertTrue(
          scaled.at("/spec/minReplicaCount").asInt() >= kubernetes(settings).requiredNodes());
      for (JsonNode trigger : scaled.at("/spec/triggers")) {
        if (trigger.get("type").asText().equals("kafka")) {
          JsonNode metadata = trigger.get("metadata");
          assertTrue(
              definitions.stream()
                  .anyMatch(
                      definition ->
                          definition.topics().contains(metadata.get("topic").asText())
                              && metadata
                                  .get("consumerGroup")
                                  .asText()
                                  .equals(settings.kafka().groupId() + "-" + definition.type())),
              trigger.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void everySecretAndMapThatIsReferredToIsThereOrSaidToBeNeeded(String overlay) throws IOException {
    List<ObjectNode> objects = overlay(overlay);
    Set<String> keys = new TreeSet<>();
    for (ObjectNode object : objects) {
      List<JsonNode> references = new ArrayList<>(object.findValues("secretKeyRef"));
      // How Prometheus and KEDA name what they show to a node.
      references.addAll(object.findValues("credentials"));
      object.findValues("secretTargetRef").forEach(list -> list.forEach(references::add));
      for (JsonNode reference : references) {
        assertEquals("tidemark-secrets", reference.get("name").asText());
        keys.add(reference.get("key").asText());
      }
    }
    assertEquals(Set.of("admin-token", "jdbc-password", "read-token"), keys);
    if (overlay.equals("dev")) {
      one(objects, "Secret", "tidemark-secrets")
          .get("data")
          .fieldNames()
          .forEachRemaining(keys::remove);
      assertEquals(Set.of(), keys);
    } else {
      String readme = Files.readString(K8S.resolve("README.md"));
      keys.forEach(key -> assertTrue(readme.contains("--from-literal=" + key), key));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void everyObjectThatIsReferredToIsThere(String overlay) {
    List<ObjectNode> objects = overlay(overlay);
    one(objects, "ServiceAccount", pod(objects).at("/spec/serviceAccountName").asText());
    for (ObjectNode binding : ofKind(objects, "RoleBinding")) {
      List<JsonNode> named = new ArrayList<>(List.of(binding.get("roleRef")));
      binding.get("subjects").forEach(named::add);
      named.forEach(each -> one(objects, each.get("kind").asText(), each.get("name").asText()));
    }
    for (ObjectNode scaled : ofKind(objects, "ScaledObject")) {
      scaled
          .findValues("authenticationRef")
          .forEach(named -> one(objects, "TriggerAuthentication", named.get("name").asText()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void aNodeMayReachWhatItsSettingsName(String overlay) {
    List<ObjectNode> objects = overlay(overlay);
    Settings settings = settings(objects);
    Set<Integer> letOut = letThrough(objects, "/spec/egress");
    Set<Integer> needed =
        new TreeSet<>(
            Set.of(
                settings.cluster().port(),
                kubernetes(settings).port(),
                port(settings.jdbc().url().replaceAll("/[^/]*$", ""))));
    for (String broker : settings.kafka().bootstrapServers().split(",")) {
      needed.add(port(broker));
    }
    assertTrue(letOut.containsAll(needed), needed + " of " + letOut);
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void aNodeHasTheTimeItNeedsToLeave(String overlay) {
    List<ObjectNode> objects = overlay(overlay);
    int grace = pod(objects).at("/spec/terminationGracePeriodSeconds").asInt();
    int before = container(objects).at("/lifecycle/preStop/sleep/seconds").asInt();
    assertTrue(before > 0);
    assertTrue(grace >= before + io.tidemark.app.Node.LONGEST_END.toSeconds() + 10, grace + " s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void nothingRunsWithMoreRightsThanItNeeds(String overlay) {
    for (ObjectNode deployment : ofKind(overlay(overlay), "Deployment")) {
      JsonNode pod = deployment.at("/spec/template/spec");
      assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
      for (JsonNode container : pod.get("containers")) {
        JsonNode context = container.get("securityContext");
        assertFalse(context.get("allowPrivilegeEscalation").asBoolean(true));
        assertEquals("ALL", context.at("/capabilities/drop/0").asText());
        assertTrue(container.at("/resources/limits").has("memory"));
        assertTrue(container.at("/resources/requests").has("cpu"));
      }
    }
    JsonNode context = container(overlay(overlay)).get("securityContext");
    assertTrue(context.get("readOnlyRootFilesystem").asBoolean());
    JsonNode rules = one(overlay(overlay), "Role", "tidemark-discovery").get("rules");
    assertEquals(
        "[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\",\"list\",\"watch\"]}]",
        rules.toString());
  }

  @Test
  void theImageIsWhatTheManifestsTakeItFor() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("Dockerfile"));
    List<ObjectNode> objects = overlay("production");
    JsonNode user = pod(objects).at("/spec/securityContext");
    assertTrue(
        dockerfile.contains(
            "\nUSER " + user.get("runAsUser").asInt() + ":" + user.get("runAsGroup").asInt()));
    String ports =
        StreamSupport.stream(container(objects).get("ports").spliterator(), false)
            .map(port -> port.get("containerPort").asText())
            .collect(Collectors.joining(" "));
    assertTrue(dockerfile.contains("\nEXPOSE " + ports + "\n"), ports);
    assertTrue(dockerfile.contains("\"" + io.tidemark.app.Main.class.getName() + "\"]"));
    for (String line : dockerfile.lines().toList()) {
      if (line.startsWith("COPY ") && !line.contains("--from")) {
        String[] parts = line.split(" ");
        for (int i = 1; i < parts.length - 1; i++) {
          assertTrue(Files.exists(ROOT.resolve(parts[i])), line);
        }
      }
    }
    String modules = Files.readString(ROOT.resolve("pom.xml"));
    modules
        .lines()
        .filter(line -> line.contains("<module>"))
        .map(line -> line.replaceAll("</?module>", "").trim())
        .forEach(module -> assertTrue(dockerfile.contains("COPY " + module + "/pom.xml"), module));
  }
}

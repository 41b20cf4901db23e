package io.tidemark.app.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What kustomize makes of a folder, as far as the manifests of this project use it; whatever else
 * stands in a kustomization is refused. Generated names bear no hash.
 */
final class Kustomization {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "labels",
          "resources",
          "components",
          "configMapGenerator",
          "secretGenerator",
          "patches",
          "images");

  /** By kind and name. */
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();

  private Kustomization() {}

  /** The objects of an overlay. */
  static List<ObjectNode> build(Path folder) {
    Kustomization all = new Kustomization();
    all.add(folder);
    return List.copyOf(all.objects.values());
  }

  private void add(Path folder) {
    ObjectNode file = documents(folder.resolve("kustomization.yaml")).get(0);
    file.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KNOWN.contains(key)) {
                throw new IllegalStateException(folder + ": " + key + " is not understood here");
              }
            });
    for (JsonNode resource : file.path("resources")) {
      Path path = folder.resolve(resource.textValue()).normalize();
      if (Files.isDirectory(path)) {
        add(path);
      } else {
        documents(path).forEach(this::addNew);
      }
    }
    generate(folder, "ConfigMap", file.path("configMapGenerator"));
    generate(folder, "Secret", file.path("secretGenerator"));
    file.path("components")
        .forEach(component -> add(folder.resolve(component.textValue()).normalize()));
    for (JsonNode patch : file.path("patches")) {
      documents(folder.resolve(patch.get("path").textValue())).forEach(this::patch);
    }
    for (JsonNode label : file.path("labels")) {
      for (ObjectNode object : objects.values()) {
        object
            .withObject("/metadata")
            .withObject("/labels")
            .setAll((ObjectNode) label.get("pairs"));
      }
    }
    for (JsonNode image : file.path("images")) {
      objects.values().forEach(object -> tag(object, image));
    }
    if (file.has("namespace")) {
      objects.values().forEach(object -> place(object, file.get("namespace").textValue()));
    }
  }

  private static void tag(JsonNode object, JsonNode image) {
    for (JsonNode container : object.at("/spec/template/spec/containers")) {
      if (container.path("image").asText().equals(image.get("name").textValue())) {
        ((ObjectNode) container)
            .put("image", image.get("name").textValue() + ":" + image.get("newTag").textValue());
      }
    }
  }

  private static void place(ObjectNode object, String namespace) {
    if (!object.get("kind").textValue().equals("Namespace")) {
      object.withObject("/metadata").put("namespace", namespace);
      object
          .path("subjects")
          .forEach(subject -> ((ObjectNode) subject).put("namespace", namespace));
    }
  }

  private void addNew(ObjectNode object) {
    if (objects.put(key(object), object) != null) {
      throw new IllegalStateException(key(object) + " is there twice");
    }
  }

  private void generate(Path folder, String kind, JsonNode generators) {
    for (JsonNode generator : generators) {
      String name = generator.get("name").textValue();
      boolean merges = generator.path("behavior").asText().equals("merge");
      ObjectNode object = merges ? objects.get(kind + "/" + name) : JSON.createObjectNode();
      if (!merges) {
        object.put("apiVersion", "v1").put("kind", kind).putObject("metadata").put("name", name);
        if (kind.equals("Secret")) {
          object.put("type", "Opaque");
        }
        addNew(object);
      }
      ObjectNode data = object.withObject("/data");
      for (JsonNode literal : generator.path("literals")) {
        String[] pair = literal.textValue().split("=", 2);
        data.put(pair[0], kind.equals("Secret") ? base64(pair[1]) : pair[1]);
      }
      for (JsonNode file : generator.path("files")) {
        data.put(file.textValue(), text(folder.resolve(file.textValue())));
      }
    }
  }

  private void patch(ObjectNode patch) {
    ObjectNode object = objects.get(key(patch));
    if (object == null) {
      throw new IllegalStateException("there is no " + key(patch) + " to patch");
    }
    merge(object, patch);
  }

  /** A strategic merge: null takes away, lists of named things merge by name, others replace. */
  private static void merge(ObjectNode into, ObjectNode patch) {
    patch
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode old = into.get(field.getKey());
              JsonNode change = field.getValue();
              if (change.isNull()) {
                into.remove(field.getKey());
              } else if (old instanceof ObjectNode object && change.isObject()) {
                merge(object, (ObjectNode) change);
              } else if (old instanceof ArrayNode list && isNamed(old) && isNamed(change)) {
                change.forEach(item -> mergeNamed(list, (ObjectNode) item));
              } else {
                into.set(field.getKey(), change);
              }
            });
  }

  private static boolean isNamed(JsonNode list) {
    return list.isArray() && !list.isEmpty() && list.get(0).has("name");
  }

  private static void mergeNamed(ArrayNode list, ObjectNode change) {
    for (JsonNode item : list) {
      if (item.get("name").equals(change.get("name"))) {
        merge((ObjectNode) item, change);
        return;
      }
    }
    list.add(change);
  }

  private static String key(JsonNode object) {
    return object.get("kind").textValue() + "/" + object.at("/metadata/name").textValue();
  }

  /** The documents of a YAML file; a key that stands twice is refused. */
  static List<ObjectNode> documents(Path file) {
    return documents(text(file));
  }

  static List<ObjectNode> documents(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<ObjectNode> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(options))
        .loadAll(yaml)
        .forEach(document -> documents.add(JSON.valueToTree(document)));
    return documents;
  }

  /** The same whatever the order of what is named and of what is generated. */
  static Map<String, JsonNode> comparable(List<ObjectNode> objects) {
    Map<String, JsonNode> comparable = new TreeMap<>();
    objects.forEach(object -> comparable.put(key(object), sorted(object)));
    return comparable;
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JSON.createObjectNode();
      node.fields().forEachRemaining(field -> copy.set(field.getKey(), sorted(field.getValue())));
      return copy;
    }
    if (isNamed(node)) {
      Map<String, JsonNode> byName = new TreeMap<>();
      node.forEach(item -> byName.put(item.get("name").asText(), sorted(item)));
      return JSON.createArrayNode().addAll(byName.values());
    }
    if (node.isArray()) {
      ArrayNode copy = JSON.createArrayNode();
      node.forEach(item -> copy.add(sorted(item)));
      return copy;
    }
    return node;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

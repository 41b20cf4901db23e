package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.persistence.projection.ProjectionView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The HTTP interface of a node as an OpenAPI 3.1 document, made from the aggregates file: its
 * types, their states and its projections each have paths and schemas of their own.
 */
public final class OpenApi {
  private static final String DESCRIPTION =
      "Every GET is answered to HEAD as well, without the body. Numbers are exact: read them as"
          + " decimals. Parameters that are not listed are refused.";

  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final ObjectNode paths = JsonNodeFactory.instance.objectNode();
  private final Map<String, ObjectNode> schemas = new LinkedHashMap<>();

  private OpenApi(String version) {
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Tidemark")
        .put("version", version)
        .put("description", DESCRIPTION);
    document.put("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema");
    AnswerSchemas.addTo(schemas);
  }

  /**
   * The document of a node.
   *
   * @param definitions the types of the aggregates file
   * @param version the node's version
   */
  public static ObjectNode document(List<AggregateDefinition> definitions, String version) {
    OpenApi api = new OpenApi(version);
    definitions.forEach(api::addType);
    OperationsEndpoints.addTo(api::add, api.types(definitions));
    return api.complete();
  }

  private void add(String path, String method, Endpoint endpoint) {
    paths.withObject(path(path)).set(method, endpoint.json());
  }

  /** The pointer to a path, whose slashes are its own. */
  private static String path(String path) {
    return "/" + path.replace("~", "~0").replace("/", "~1");
  }

  private void addType(AggregateDefinition definition) {
    String type = definition.type();
    String state = type + ".state";
    schemas.put(state, StateSchemas.of(definition.state()));
    schemas.put(
        type + ".aggregate", AnswerSchemas.addWaiting(AnswerSchemas.aggregate(type, state)).json());
    schemas.put(type + ".past", AnswerSchemas.aggregate(type, state).json());
    schemas.put(type + ".batch", AnswerSchemas.batch(type + ".aggregate"));
    AggregateEndpoints.addTo(this::add, type);
    definition.projections().values().forEach(projection -> addProjection(type, projection));
  }

  private void addProjection(String type, ProjectionDefinition projection) {
    String row = projection.name() + ".row";
    schemas.put(row, ColumnSchemas.row(projection));
    schemas.put(AnswerSchemas.listOf(row), AnswerSchemas.list(row));
    String path = "/projections/" + projection.name();
    add(
        path,
        "get",
        projected("queryProjection", "Rows", type, projection)
            .takes(ColumnSchemas.ofRows(projection))
            .takes(Parameters.limit(), Parameters.cursor())
            .answersJson(200, "A page of rows.", Schemas.reference(AnswerSchemas.listOf(row))));
    add(path + "/changes", "get", changes(type, projection));
    add(
        path + "/count",
        "get",
        projected("countProjection", "How many rows", type, projection)
            .takes(ColumnSchemas.conditions(projection, ProjectionView.COUNT))
            .answersJson(
                200, "Their number.", new ObjectSchema().with("count", Schemas.count()).json()));
    add(
        path + "/groups",
        "get",
        projected("groupProjection", "Groups of rows", type, projection)
            .takes(ColumnSchemas.ofGroups(projection))
            .takes(Parameters.limit(), Parameters.cursor())
            .answersJson(
                200, "A page of groups.", Schemas.reference(AnswerSchemas.listOf("group"))));
  }

  private static Endpoint changes(String type, ProjectionDefinition projection) {
    return Endpoint.reading(
            "projections",
            "followProjection." + projection.name(),
            "Rows of " + projection.name() + " as each " + type + " changes.")
        .takes(Parameters.header("Last-Event-ID", "The id of the last event that was read."))
        .answers(200, "Server-sent events.", "text/event-stream", Schemas.text())
        .refuses(Refusal.BAD_REQUEST)
        .mayFail();
  }

  private static Endpoint projected(
      String id, String what, String type, ProjectionDefinition projection) {
    return Endpoint.reading(
            "projections",
            id + "." + projection.name(),
            what + " of " + projection.name() + ", one row for each " + type + ".")
        .takes(readYourWrites(projection))
        .refuses(Refusal.BAD_REQUEST)
        .mayFail();
  }

  /** A column of the wait's name is filtered by it; then the wait is as long as by default. */
  private static List<ObjectNode> readYourWrites(ProjectionDefinition projection) {
    return Parameters.readYourWrites().stream()
        .filter(parameter -> !projection.columns().containsKey(parameter.get("name").textValue()))
        .toList();
  }

  /** The schema of any aggregate's answer, and of the names of the types. */
  private OperationsEndpoints.Types types(List<AggregateDefinition> definitions) {
    List<String> names = definitions.stream().map(AggregateDefinition::type).toList();
    return new OperationsEndpoints.Types(
        Schemas.oneOf(names),
        Schemas.anyOf(names.stream().map(name -> Schemas.reference(name + ".aggregate")).toList()));
  }

  private ObjectNode complete() {
    document.set("paths", paths);
    ObjectNode components = document.putObject("components");
    components.putObject("schemas").setAll(schemas);
    ObjectNode responses = components.putObject("responses");
    for (Refusal refusal : Refusal.values()) {
      responses.set(refusal.component(), refusal.json());
    }
    ObjectNode tokens = components.putObject("securitySchemes");
    tokens.set("readToken", bearer("Asked for where TIDEMARK_READ_TOKEN is set."));
    tokens.set("adminToken", bearer("TIDEMARK_ADMIN_TOKEN. It reads, too."));
    return document;
  }

  private static ObjectNode bearer(String description) {
    ObjectNode scheme = JsonNodeFactory.instance.objectNode();
    return scheme.put("type", "http").put("scheme", "bearer").put("description", description);
  }
}

package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeMap;

/** One operation of the HTTP interface, with every answer that it may give. */
final class Endpoint {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode head = NODES.objectNode();
  private final ArrayNode parameters = NODES.arrayNode();
  private final TreeMap<Integer, ObjectNode> answers = new TreeMap<>();
  private final ArrayNode security = NODES.arrayNode();

  private Endpoint(String tag, String id, String summary) {
    head.putArray("tags").add(tag);
    head.put("operationId", id).put("summary", summary);
    refuses(Refusal.NOT_ACCEPTABLE, Refusal.URI_TOO_LONG, Refusal.HEADER_TOO_LARGE);
  }

  /** An operation that asks for no token. */
  static Endpoint open(String tag, String id, String summary) {
    return new Endpoint(tag, id, summary);
  }

  /** An operation that asks for the read token, or the admin token, where there is a read token. */
  static Endpoint reading(String tag, String id, String summary) {
    Endpoint endpoint = new Endpoint(tag, id, summary).refuses(Refusal.UNAUTHORIZED);
    endpoint.security.addObject();
    endpoint.security.addObject().putArray("readToken");
    endpoint.security.addObject().putArray("adminToken");
    return endpoint;
  }

  /** An operation that asks for the admin token. */
  static Endpoint administrative(String id, String summary) {
    Endpoint endpoint =
        new Endpoint("administration", id, summary)
            .refuses(Refusal.UNAUTHORIZED, Refusal.FORBIDDEN);
    endpoint.security.addObject().putArray("adminToken");
    return endpoint;
  }

  Endpoint takes(ObjectNode... taken) {
    return takes(List.of(taken));
  }

  Endpoint takes(List<ObjectNode> taken) {
    parameters.addAll(taken);
    return this;
  }

  /** A JSON body that the request must have. */
  Endpoint takesBody(ObjectNode schema) {
    ObjectNode body = head.putObject("requestBody").put("required", true);
    body.putObject("content").putObject("application/json").set("schema", schema);
    return this;
  }

  Endpoint refuses(Refusal... refusals) {
    for (Refusal refusal : refusals) {
      answers.put(
          refusal.status(),
          NODES.objectNode().put("$ref", "#/components/responses/" + refusal.component()));
    }
    return this;
  }

  /** What whatever reads from other parts of the system may run into. */
  Endpoint mayFail() {
    return refuses(Refusal.FAILED, Refusal.UNAVAILABLE, Refusal.TIMED_OUT);
  }

  Endpoint answers(int status, String description, String mediaType, ObjectNode schema) {
    ObjectNode answer = NODES.objectNode().put("description", description);
    answer.putObject("content").putObject(mediaType).set("schema", schema);
    answers.put(status, answer);
    return this;
  }

  Endpoint answersJson(int status, String description, ObjectNode schema) {
    return answers(status, description, "application/json", schema);
  }

  /** An answer without a body. */
  Endpoint answersNothing(int status, String description) {
    answers.put(status, NODES.objectNode().put("description", description));
    return this;
  }

  /** A header that the answer of that status always has. */
  Endpoint withHeader(int status, String name, String description) {
    ObjectNode header = answers.get(status).withObject("/headers").putObject(name);
    header.put("description", description).put("required", true).set("schema", Schemas.text());
    return this;
  }

  ObjectNode json() {
    ObjectNode operation = head.deepCopy();
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    ObjectNode responses = operation.putObject("responses");
    answers.forEach((status, answer) -> responses.set(Integer.toString(status), answer));
    operation.set("security", security);
    return operation;
  }
}

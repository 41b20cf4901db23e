package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.streams.ingest.InternalTopics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics of a node as an AsyncAPI 3.0 document, made from the aggregates file: what it
 * receives, the states it sends, and the dead letters.
 */
public final class AsyncApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String DEAD_LETTERS = "dead-letters";

  private final ObjectNode channels = NODES.objectNode();
  private final ObjectNode operations = NODES.objectNode();
  private final ObjectNode schemas = NODES.objectNode();

  private AsyncApi() {}

  /**
   * The document of a node.
   *
   * @param definitions the types of the aggregates file
   * @param version the node's version
   */
  public static ObjectNode document(List<AggregateDefinition> definitions, String version) {
    AsyncApi api = new AsyncApi();
    definitions.forEach(api::addType);
    api.addDeadLetters();
    ObjectNode document = NODES.objectNode().put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Tidemark")
        .put("version", version)
        .put("description", "Numbers are exact: read them as decimals.");
    document.put("defaultContentType", "application/json");
    document.set("channels", api.channels);
    document.set("operations", api.operations);
    document.putObject("components").set("schemas", api.schemas);
    return document;
  }

  /** A message whose key is the id of its aggregate. */
  static void keyedById(ObjectNode message) {
    message
        .putObject("bindings")
        .putObject("kafka")
        .put("bindingVersion", "0.5.0")
        .set("key", Schemas.described(Schemas.text(), "The aggregate's id."));
  }

  private void addType(AggregateDefinition definition) {
    String type = definition.type();
    Map<String, ObjectNode> consumed = new ConsumedMessages(definition).all();
    for (String topic : definition.topics()) {
      String channel = type + ".in." + topic;
      addChannel(channel, topic, "Events of " + type + ".", consumed);
      addOperation("receive." + topic, "receive", "Takes in events of " + type + ".", channel);
    }
    schemas.set(type + ".state", StateSchemas.of(definition.state()));
    schemas.set(type + ".announcement", AnswerSchemas.aggregate(type, type + ".state").json());
    Map<String, ObjectNode> announced = new LinkedHashMap<>();
    announced.put("state", announcement(definition));
    announced.put("tombstone", tombstone());
    addChannel(
        type + ".out",
        definition.emit().topic(),
        "The states of "
            + type
            + ", each with a higher version than those before it; the topic"
            + " can be compacted.",
        announced);
    addOperation("send." + type, "send", "Announces the states of " + type + ".", type + ".out");
  }

  private static ObjectNode announcement(AggregateDefinition definition) {
    ObjectNode message = NODES.objectNode();
    message.put("name", definition.emit().eventType()).put("contentType", "application/json");
    message.put("summary", "A CloudEvent in binary mode that carries the whole state.");
    message.set("headers", CloudEventHeaders.announced(definition.emit()));
    message.set("payload", Schemas.reference(definition.type() + ".announcement"));
    keyedById(message);
    return message;
  }

  private static ObjectNode tombstone() {
    ObjectNode message = NODES.objectNode().put("name", "tombstone");
    message.put("summary", "Follows the announcement of a deleted aggregate.");
    message.set("payload", Schemas.nothing());
    keyedById(message);
    return message;
  }

  private void addDeadLetters() {
    ObjectSchema headers =
        new ObjectSchema()
            .with("tidemark_dead_letter", Schemas.described(Schemas.text(), "Its id."))
            .with("tidemark_aggregate_type", Schemas.text())
            .with("tidemark_reason", Schemas.described(Schemas.text(), "The reason code."))
            .with("tidemark_message", Schemas.text())
            .maybe(
                "tidemark_value_omitted",
                Schemas.described(Schemas.text(), "The size of a value too large to be copied."));
    ObjectNode message = NODES.objectNode().put("name", "dead letter");
    message.put("contentType", "application/octet-stream");
    message.put("summary", "A record that could not be taken in: its key, value and headers.");
    message.set("headers", headers.json());
    message.set("payload", Schemas.any());
    addChannel(
        DEAD_LETTERS,
        InternalTopics.DEAD_LETTERS,
        "A copy of every dead letter, for others to read.",
        Map.of("dead-letter", message));
    addOperation(
        "send." + DEAD_LETTERS, "send", "Copies what could not be taken in.", DEAD_LETTERS);
  }

  private void addChannel(
      String name, String topic, String description, Map<String, ObjectNode> messages) {
    ObjectNode channel = channels.putObject(name);
    channel.put("address", topic).put("description", description);
    channel.putObject("messages").setAll(messages);
  }

  private void addOperation(String name, String action, String summary, String channel) {
    ObjectNode operation = operations.putObject(name).put("action", action).put("summary", summary);
    operation.putObject("channel").put("$ref", "#/channels/" + channel);
  }
}

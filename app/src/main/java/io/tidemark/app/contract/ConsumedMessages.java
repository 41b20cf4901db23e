package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.definition.ValueExpression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages that an aggregate type takes in, one for each event type of the file. */
final class ConsumedMessages {
  private final AggregateDefinition definition;

  ConsumedMessages(AggregateDefinition definition) {
    this.definition = definition;
  }

  /** By the name of the message. */
  Map<String, ObjectNode> all() {
    Map<String, ObjectNode> messages = new LinkedHashMap<>();
    definition.events().forEach((type, operations) -> messages.put(type, listed(type, operations)));
    if (definition.otherwise() == OtherwisePolicy.PATCH) {
      // No event type has a space in its name that anyone would want.
      messages.put("any other", patch());
    }
    return messages;
  }

  private ObjectNode listed(String type, List<Operation> operations) {
    DataSchema data = new DataSchema();
    EventSchemas.describe(data, operations, definition.state());
    return message(type, Schemas.constant(type), data.json());
  }

  private ObjectNode patch() {
    return message(
            "Any other event", Schemas.text().put("minLength", 1), EventSchemas.patch(definition))
        .put("description", "The fields that its data has are changed by their own rules.");
  }

  private ObjectNode message(String title, ObjectNode type, ObjectNode data) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("name", title).put("title", title).put("contentType", "application/json");
    if (definition.format().kind() == InputFormat.Kind.CLOUDEVENTS) {
      message.put(
          "summary",
          "A CloudEvent in binary mode, as described; structured mode (JSON) is taken as well.");
      message.set("headers", CloudEventHeaders.consumed(definition, type));
      message.set("payload", withId(data));
    } else {
      message.set("payload", mapped(type, data));
    }
    AsyncApi.keyedById(message);
    return message;
  }

  /** The data of an event whose aggregate's id stands in it. */
  private ObjectNode withId(ObjectNode data) {
    if (!(definition.id() instanceof ValueExpression.Pointer id)) {
      return data;
    }
    DataSchema known = new DataSchema();
    known.add(com.fasterxml.jackson.core.JsonPointer.empty(), data, true);
    known.add(id.pointer(), Schemas.scalar(), true);
    return known.json();
  }

  /** The whole document of a plain JSON event, from where the file says its attributes stand. */
  private ObjectNode mapped(ObjectNode type, ObjectNode data) {
    DataSchema document = new DataSchema();
    Map<String, ValueExpression> map = definition.format().map();
    map.forEach(
        (attribute, place) -> {
          if (place instanceof ValueExpression.Pointer pointer && !attribute.equals("data")) {
            boolean needed = isNeeded(attribute);
            ObjectNode schema = attribute.equals("type") ? type : Schemas.scalar();
            document.add(pointer.pointer(), needed ? schema : Schemas.orNull(schema), needed);
          }
        });
    document.add(
        map.get("data") instanceof ValueExpression.Pointer pointer
            ? pointer.pointer()
            : com.fasterxml.jackson.core.JsonPointer.empty(),
        withId(data),
        definition.id() instanceof ValueExpression.Pointer);
    return document.json();
  }

  private boolean isNeeded(String attribute) {
    return attribute.equals("type")
        || attribute.equals("source")
        || (attribute.equals("sequence") && definition.sequence().mode() != Mode.NONE)
        || (definition.id() instanceof ValueExpression.Attribute id && id.name().equals(attribute));
  }
}

package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What HTTP answers, as far as it does not depend on the aggregates file. */
final class AnswerSchemas {
  private AnswerSchemas() {}

  /** The name of the list of what stands under another name. */
  static String listOf(String name) {
    return name + ".list";
  }

  static void addTo(Map<String, ObjectNode> components) {
    components.put("problem", problem());
    components.put("gap", gap());
    components.put("dead-letter", letter().json());
    components.put("dead-letter.record", letterWithRecord());
    components.put("projection", projection());
    components.put("group", ColumnSchemas.group());
    components.put("event", event());
    components.put("difference", difference());
    components.put("flow-event", flowEvent());
    for (String listed :
        List.of("gap", "dead-letter", "projection", "group", "event", "flow-event")) {
      components.put(listOf(listed), list(listed));
    }
  }

  /** A page of what stands under a name. */
  static ObjectNode list(String name) {
    return new ObjectSchema()
        .with("items", Schemas.array(Schemas.reference(name)))
        .with(
            "next",
            Schemas.described(
                Schemas.orNull(Schemas.text()),
                "The cursor of the page that follows; null on the last one."))
        .json();
  }

  /** Many aggregates at once. */
  static ObjectNode batch(String aggregate) {
    return new ObjectSchema()
        .with("items", Schemas.array(Schemas.reference(aggregate)))
        .with("missing", Schemas.array(Schemas.text()))
        .with("next", Schemas.orNull(Schemas.text()))
        .json();
  }

  /** What makes one state of another (RFC 6902). */
  private static ObjectNode difference() {
    ObjectNode operation =
        new ObjectSchema()
            .with("op", Schemas.oneOf(List.of("add", "remove", "replace")))
            .with("path", Schemas.text())
            .maybe("value", Schemas.any())
            .json();
    return new ObjectSchema()
        .with("type", Schemas.text())
        .with("id", Schemas.text())
        .with("from", Schemas.count())
        .with("to", Schemas.count())
        .with("token", Schemas.text())
        .with("patch", Schemas.array(operation))
        .json();
  }

  private static ObjectNode problem() {
    return Schemas.described(
        new ObjectSchema()
            .with("type", Schemas.text().put("format", "uri-reference"))
            .with("title", Schemas.text())
            .with("status", Schemas.integer())
            .with("detail", Schemas.text())
            .maybe("checks", Schemas.map(Schemas.bool()))
            .json(),
        "RFC 9457.");
  }

  /** Members that an aggregate's own answer, announcements and states of the past share. */
  static ObjectSchema aggregate(String type, String state) {
    return new ObjectSchema()
        .with("type", Schemas.constant(type))
        .with("id", Schemas.text())
        .with("version", Schemas.described(Schemas.count(), "How many events were applied."))
        .with("state", Schemas.reference(state))
        .with(
            "vector",
            Schemas.described(
                Schemas.map(Schemas.integer()), "The last number applied of each source."))
        .with("token", Schemas.described(Schemas.text(), "The consistency token."))
        .with("deleted", Schemas.bool());
  }

  /** What stands in the way of an aggregate's events. */
  static ObjectSchema addWaiting(ObjectSchema aggregate) {
    ObjectSchema missing =
        new ObjectSchema()
            .with("source", Schemas.text())
            .with("from", Schemas.integer())
            .with("to", Schemas.integer())
            .with("since", Schemas.time());
    ObjectSchema letter =
        new ObjectSchema().with("source", Schemas.text()).with("id", Schemas.text());
    return aggregate
        .with("held", Schemas.described(Schemas.count(), "How many events wait."))
        .with("gaps", Schemas.array(missing.json()))
        .with("deadLetters", Schemas.array(letter.json()));
  }

  private static ObjectNode gap() {
    ObjectNode position =
        Schemas.orNull(
            new ObjectSchema()
                .with("topic", Schemas.text())
                .with("partition", Schemas.count())
                .with("offset", Schemas.count())
                .json());
    return new ObjectSchema()
        .with("type", Schemas.text())
        .with("id", Schemas.text())
        .with("source", Schemas.text())
        .with("from", Schemas.integer())
        .with("to", Schemas.integer())
        .with("since", Schemas.time())
        .with("deadline", Schemas.orNull(Schemas.time()))
        .with("next", Schemas.oneOf(List.of("skip", "wait", "start")))
        .with("waiting", Schemas.count())
        .with("before", position)
        .with("after", position)
        .json();
  }

  private static ObjectSchema letter() {
    return new ObjectSchema()
        .with("id", Schemas.text())
        .with("aggregateType", Schemas.text())
        .with("aggregateId", Schemas.orNull(Schemas.text()))
        .with("source", Schemas.orNull(Schemas.text()))
        .with("sequence", Schemas.orNull(Schemas.count()))
        .with("reason", Schemas.text())
        .with("message", Schemas.orNull(Schemas.text()))
        .with("topic", Schemas.text())
        .with("partition", Schemas.count())
        .with("offset", Schemas.count())
        .with("recordTime", Schemas.time())
        .with("traceparent", Schemas.orNull(Schemas.text()))
        .with("attempts", Schemas.count())
        .with("since", Schemas.time());
  }

  private static ObjectNode letterWithRecord() {
    ObjectNode header = Schemas.array(Schemas.orNull(Schemas.text()));
    header.put("minItems", 2).put("maxItems", 3);
    ObjectNode bytes = Schemas.orNull(Schemas.text().put("contentEncoding", "base64"));
    return letter()
        .with("key", bytes)
        .with("value", bytes)
        .with(
            "headers",
            Schemas.described(
                Schemas.array(header),
                "Name and value, in their order; a value that is no text is null and stands in"
                    + " base64 as a third element."))
        .json();
  }

  private static ObjectNode projection() {
    ObjectNode column =
        new ObjectSchema()
            .with("name", Schemas.text())
            .with("type", Schemas.text())
            .with("indexed", Schemas.bool())
            .json();
    return new ObjectSchema()
        .with("name", Schemas.text())
        .with("aggregate", Schemas.text())
        .with("status", Schemas.oneOf(List.of("ready", "rebuilding")))
        .with("lag", Schemas.orNull(Schemas.count()))
        .with("rebuildingLag", Schemas.orNull(Schemas.count()))
        .with("columns", Schemas.array(column))
        .json();
  }

  /** An event of a flow, with where it is found. */
  private static ObjectNode flowEvent() {
    ObjectNode number = Schemas.orNull(Schemas.count());
    return new ObjectSchema()
        .with("id", Schemas.text())
        .with("source", Schemas.text())
        .with("sequence", number)
        .with("type", Schemas.text())
        .with("time", Schemas.time())
        .with("correlationId", Schemas.text())
        .with("causationId", Schemas.orNull(Schemas.text()))
        .with("direction", Schemas.oneOf(List.of("consumed", "announced")))
        .with(
            "aggregate",
            new ObjectSchema().with("type", Schemas.text()).with("id", Schemas.text()).json())
        .with("topic", Schemas.text())
        .with("partition", number)
        .with("offset", number)
        .json();
  }

  /** An event that was applied, as its writer sent it. */
  private static ObjectNode event() {
    ObjectNode text = Schemas.orNull(Schemas.text());
    return new ObjectSchema()
        .with("version", Schemas.count())
        .with("id", Schemas.text())
        .with("source", Schemas.text())
        .with("sequence", Schemas.orNull(Schemas.count()))
        .with("type", Schemas.text())
        .with("time", Schemas.time())
        .with("correlationId", text)
        .with("causationId", text)
        .with("data", (JsonNode) Schemas.any())
        .json();
  }
}

package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** {@code /aggregates/TYPE}: what one aggregate type answers. */
final class AggregateEndpoints {
  private static final String TAG = "aggregates";

  private AggregateEndpoints() {}

  static void addTo(Endpoints api, String type) {
    String all = "/aggregates/" + type;
    api.add(all, "get", many(type));
    api.add(all, "post", manyMore(type));
    api.add(all + "/{id}", "get", one(type));
    api.add(all + "/{id}/events", "get", history(type));
    api.add(all + "/{id}/diff", "get", difference(type));
    api.add(all + "/{id}/changes", "get", changes(type));
  }

  private static Endpoint one(String type) {
    return Endpoint.reading(
            TAG,
            "getAggregate." + type,
            "One " + type + ", from the aggregate itself: never behind what it has applied.")
        .takes(
            id(),
            Parameters.query("version", version(), "As it was at that version."),
            Parameters.query("at", Schemas.time(), "Made of the events of up to that instant."))
        .takes(Parameters.readYourWrites())
        .takes(
            Parameters.header("If-None-Match", "An ETag: 304 as long as it is the same."),
            Parameters.header("If-Match", "An ETag: 412 once it is another."))
        .answersJson(
            200,
            "Its state; of the past without what waits.",
            Schemas.anyOf(
                List.of(Schemas.reference(type + ".aggregate"), Schemas.reference(type + ".past"))))
        .withHeader(200, "ETag", "The consistency token, quoted.")
        .answersNothing(304, "It is still the same.")
        .withHeader(304, "ETag", "The consistency token, quoted.")
        .refuses(Refusal.CHANGED, Refusal.HISTORY_TOO_LONG, Refusal.BAD_REQUEST, Refusal.NOT_FOUND)
        .mayFail();
  }

  private static Endpoint history(String type) {
    return Endpoint.reading(
            TAG, "listEvents." + type, "The events applied to one " + type + ", in order.")
        .takes(
            id(),
            Parameters.query("from", version(), "The first version of the page."),
            Parameters.limit(),
            Parameters.cursor())
        .takes(Parameters.readYourWrites())
        .answersJson(
            200, "A page of them, oldest first.", Schemas.reference(AnswerSchemas.listOf("event")))
        .refuses(Refusal.HISTORY_TOO_LONG, Refusal.BAD_REQUEST, Refusal.NOT_FOUND)
        .mayFail();
  }

  private static Endpoint difference(String type) {
    return Endpoint.reading(
            TAG, "getDifference." + type, "What makes one state of a " + type + " of another.")
        .takes(
            id(),
            Parameters.query("from", version(), "The version to begin with.").put("required", true),
            Parameters.query("to", version(), "The version to end with; default the latest."))
        .takes(Parameters.readYourWrites())
        .answersJson(200, "A JSON Patch (RFC 6902).", Schemas.reference("difference"))
        .refuses(Refusal.HISTORY_TOO_LONG, Refusal.BAD_REQUEST, Refusal.NOT_FOUND)
        .mayFail();
  }

  private static Endpoint changes(String type) {
    return Endpoint.reading(
            TAG,
            "followAggregate." + type,
            "One " + type + " and its newer versions, as they come.")
        .takes(id(), Parameters.header("Last-Event-ID", "The version that the reader has."))
        .answers(200, "Server-sent events.", "text/event-stream", Schemas.text())
        .refuses(Refusal.BAD_REQUEST)
        .mayFail();
  }

  private static Endpoint many(String type) {
    ObjectNode ids = Schemas.array(text()).put("minItems", 1).put("maxItems", 1_000);
    return batch(type, "getAggregates." + type, "Many at once, by their ids.")
        .takes(Parameters.query("id", ids, "Their ids.").put("required", true));
  }

  private static Endpoint manyMore(String type) {
    ObjectNode ids = Schemas.array(text()).put("minItems", 1).put("maxItems", 1_000);
    return batch(type, "findAggregates." + type, "The same, where a URL is too short.")
        .takesBody(new ObjectSchema().with("ids", ids).json())
        .refuses(Refusal.TOO_LARGE);
  }

  private static Endpoint batch(String type, String id, String summary) {
    return Endpoint.reading(TAG, id, summary)
        .takes(Parameters.cursor())
        .answersJson(200, "A page of those that are known.", Schemas.reference(type + ".batch"))
        .refuses(Refusal.BAD_REQUEST)
        .mayFail();
  }

  private static ObjectNode text() {
    return Schemas.text().put("minLength", 1);
  }

  private static ObjectNode version() {
    return Schemas.integer().put("minimum", 1);
  }

  private static ObjectNode id() {
    return Parameters.path("id", Schemas.text(), "The aggregate's id, percent-encoded.");
  }
}

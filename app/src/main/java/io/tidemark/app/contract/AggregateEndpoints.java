package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code /aggregates/TYPE}: what one aggregate type answers. */
final class AggregateEndpoints {
  private AggregateEndpoints() {}

  static void addTo(Endpoints api, String type) {
    api.add("/aggregates/" + type + "/{id}", "get", one(type));
    api.add("/aggregates/" + type + "/{id}/events", "get", history(type));
  }

  private static Endpoint one(String type) {
    return Endpoint.reading(
            "aggregates",
            "getAggregate." + type,
            "One " + type + ", from the aggregate itself: never behind what it has applied.")
        .takes(
            id(),
            Parameters.query("version", Schemas.count(), "As it was at that version."),
            Parameters.query("at", Schemas.time(), "Made of the events of up to that instant."))
        .takes(Parameters.readYourWrites())
        .takes(Parameters.header("If-None-Match", "An ETag: 304 when it is still the same."))
        .answersJson(200, "Its state.", Schemas.reference(type + ".aggregate"))
        .withHeader(200, "ETag", "The consistency token, quoted.")
        .answersNothing(304, "It is still the same.")
        .refuses(Refusal.BAD_REQUEST, Refusal.NOT_FOUND)
        .mayFail();
  }

  private static Endpoint history(String type) {
    return Endpoint.reading(
            "aggregates", "listEvents." + type, "The events applied to one " + type + ", in order.")
        .takes(
            id(),
            Parameters.query("from", Schemas.count(), "The first version of the page."),
            Parameters.limit())
        .answersJson(
            200, "A page of them, oldest first.", Schemas.reference(AnswerSchemas.listOf("event")))
        .refuses(Refusal.BAD_REQUEST, Refusal.NOT_FOUND)
        .mayFail();
  }

  private static ObjectNode id() {
    return Parameters.path("id", Schemas.text(), "The aggregate's id, percent-encoded.");
  }
}

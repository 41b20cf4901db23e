package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What concerns the node as a whole: what is missing or failed, health, metrics, contracts. */
final class OperationsEndpoints {
  private static final String OPERATIONS = "operations";

  private final Endpoints api;
  private final Types types;

  /**
   * @param names the names of the aggregate types
   * @param aggregate what any of their aggregates is answered as
   */
  record Types(ObjectNode names, ObjectNode aggregate) {}

  private OperationsEndpoints(Endpoints api, Types types) {
    this.api = api;
    this.types = types;
  }

  static void addTo(Endpoints api, Types types) {
    OperationsEndpoints endpoints = new OperationsEndpoints(api, types);
    endpoints.addLists();
    endpoints.addLetters();
    endpoints.addAdministration();
    endpoints.addRepublication();
    endpoints.addNode();
  }

  private void addLists() {
    api.add(
        "/projections",
        "get",
        Endpoint.reading("projections", "listProjections", "The read models, with their columns.")
            .answersJson(200, "All of them.", Schemas.reference(AnswerSchemas.listOf("projection")))
            .refuses(Refusal.BAD_REQUEST, Refusal.FAILED));
    api.add(
        "/events",
        "get",
        list("flow-event", "listEvents", "Events of a flow; one condition at least is given.")
            .takes(
                Parameters.query("correlationid", Schemas.text(), "Of that flow: causal order."),
                Parameters.query("id", Schemas.text(), "With that event id."),
                Parameters.query("type", Schemas.text(), "Of that event type."),
                Parameters.query("from", Schemas.time(), "Not earlier than that."),
                Parameters.query("to", Schemas.time(), "Earlier than that.")));
    api.add("/gaps", "get", list("gap", "listGaps", "Numbers that are missing."));
    api.add(
        "/dead-letters",
        "get",
        list("dead-letter", "listDeadLetters", "Records that could not be taken in."));
  }

  private static Endpoint list(String item, String id, String summary) {
    return Endpoint.reading(OPERATIONS, id, summary)
        .takes(Parameters.limit(), Parameters.cursor())
        .answersJson(200, "A page of them.", Schemas.reference(AnswerSchemas.listOf(item)))
        .refuses(Refusal.BAD_REQUEST)
        .mayFail();
  }

  private void addLetters() {
    api.add(
        "/dead-letters/{id}",
        "get",
        Endpoint.reading(OPERATIONS, "getDeadLetter", "One dead letter with its record.")
            .takes(letter())
            .answersJson(200, "The dead letter.", Schemas.reference("dead-letter.record"))
            .refuses(Refusal.BAD_REQUEST, Refusal.NOT_FOUND)
            .mayFail());
    api.add(
        "/dead-letters/{id}",
        "delete",
        act("discardDeadLetter", "Gives a dead letter up; what waits behind it goes on.")
            .takes(letter())
            .answersJson(202, "It is on record.", done("discarded"))
            .refuses(Refusal.NOT_FOUND));
  }

  private void addAdministration() {
    api.add(
        "/dead-letters/{id}/redrive",
        "post",
        act("redriveDeadLetter", "Has the record of a dead letter read once more.")
            .takes(
                letter(),
                Parameters.query(
                    "dryRun",
                    Schemas.bool().put("default", false),
                    "Only tells what would come of it."))
            .answersJson(200, "What would come of it.", rehearsal())
            .answersJson(202, "It is on record.", done("redriven"))
            .refuses(Refusal.NOT_FOUND));
    api.add(
        "/dead-letters/redrive",
        "post",
        act("redriveDeadLetters", "Has the records of many dead letters read once more.")
            .takes(
                Parameters.query("type", Schemas.text(), "Of that aggregate type."),
                Parameters.query("aggregate", Schemas.text(), "Of that aggregate."),
                Parameters.query("source", Schemas.text(), "Of that writer."),
                Parameters.query("reason", Schemas.text(), "With that reason code."),
                Parameters.limit())
            .answersJson(
                202,
                "They are on record.",
                new ObjectSchema().with("redriven", Schemas.count()).json()));
    api.add(
        "/gaps/{type}/{id}/skip",
        "post",
        act("skipGap", "Gives up the missing numbers of a source.")
            .takes(
                Parameters.path("type", types.names(), "The aggregate type."),
                Parameters.path("id", Schemas.text(), "The aggregate's id, percent-encoded."),
                Parameters.query("source", Schemas.text(), "Whose numbers.").put("required", true))
            .answersJson(
                202,
                "It is on record.",
                new ObjectSchema()
                    .with("type", types.names())
                    .with("id", Schemas.text())
                    .with("source", Schemas.text())
                    .with("to", Schemas.integer())
                    .json())
            .refuses(Refusal.NOT_FOUND));
  }

  private void addRepublication() {
    ObjectNode progress =
        new ObjectSchema()
            .with("type", types.names())
            .with("status", Schemas.oneOf(List.of("running", "interrupted", "done")))
            .with("sent", Schemas.count())
            .with("total", Schemas.orNull(Schemas.count()))
            .with("startedAt", Schemas.time())
            .with("updatedAt", Schemas.time())
            .with("finishedAt", Schemas.orNull(Schemas.time()))
            .json();
    ObjectNode type = Parameters.path("type", types.names(), "The aggregate type.");
    api.add(
        "/republish/{type}",
        "post",
        act("republish", "Has the state of every aggregate of a type announced again.")
            .takes(type)
            .answersJson(202, "It has begun, or goes on.", progress)
            .refuses(Refusal.NOT_FOUND));
    api.add(
        "/republish/{type}",
        "get",
        Endpoint.reading("operations", "getRepublication", "How far that is.")
            .takes(type)
            .answersJson(200, "The last one of the type.", progress)
            .refuses(Refusal.BAD_REQUEST, Refusal.NOT_FOUND)
            .mayFail());
  }

  private static Endpoint act(String id, String summary) {
    return Endpoint.administrative(id, summary).refuses(Refusal.BAD_REQUEST).mayFail();
  }

  private static ObjectNode letter() {
    return Parameters.path("id", Schemas.text(), "The dead letter's id, percent-encoded.");
  }

  private static ObjectNode done(String status) {
    return new ObjectSchema()
        .with("id", Schemas.text())
        .with("status", Schemas.constant(status))
        .json();
  }

  private ObjectNode rehearsal() {
    ObjectNode aggregate = types.aggregate();
    return new ObjectSchema()
        .with("outcome", Schemas.oneOf(List.of("applied", "dead-letter")))
        .maybe("before", aggregate)
        .maybe("after", aggregate)
        .maybe("reason", Schemas.text())
        .maybe("message", Schemas.text())
        .json();
  }

  private void addNode() {
    ObjectSchema live = new ObjectSchema().with("status", Schemas.constant("up"));
    api.add(
        "/health/live",
        "get",
        Endpoint.open("node", "getLiveness", "Whether the process works.")
            .answersJson(200, "It does.", live.json()));
    ObjectSchema ready =
        new ObjectSchema()
            .with("status", Schemas.constant("ready"))
            .with("checks", Schemas.map(Schemas.bool()));
    api.add(
        "/health/ready",
        "get",
        Endpoint.open("node", "getReadiness", "Whether the node can do its work.")
            .answersJson(200, "It can.", ready.json())
            .refuses(Refusal.FAILED, Refusal.UNAVAILABLE));
    api.add(
        "/metrics",
        "get",
        Endpoint.reading("node", "getMetrics", "Metrics in Prometheus' text format.")
            .answers(200, "As of the last 5 seconds.", "text/plain", Schemas.text())
            .refuses(Refusal.FAILED));
    api.add(
        "/scaling",
        "get",
        Endpoint.reading("node", "getScaling", "How many nodes would be of use, and why.")
            .answersJson(200, "As of the last 5 seconds.", scaling())
            .refuses(Refusal.FAILED, Refusal.UNAVAILABLE));
    api.add("/openapi.json", "get", contract("getOpenApi", "This document."));
    api.add("/asyncapi.json", "get", contract("getAsyncApi", "The topics, as AsyncAPI 3.0."));
  }

  private static ObjectNode scaling() {
    return new ObjectSchema()
        .with(
            "nodes",
            new ObjectSchema()
                .with("now", Schemas.count())
                .with("wanted", Schemas.count())
                .with("usefulMaximum", Schemas.count())
                .json())
        .with(
            "lag",
            new ObjectSchema()
                .with("total", Schemas.count())
                .with("workable", Schemas.count())
                .with("stuck", Schemas.count())
                .with("database", Schemas.count())
                .json())
        .with(
            "waiting",
            new ObjectSchema()
                .with("gap", Schemas.count())
                .with("deadLetters", Schemas.count())
                .json())
        .json();
  }

  private static Endpoint contract(String id, String summary) {
    return Endpoint.reading("node", id, summary)
        .answersJson(200, "The document.", Schemas.map(Schemas.any()))
        .refuses(Refusal.BAD_REQUEST);
  }
}

package io.tidemark.load.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.app.Node;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.letters.AdminQueries;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.services.EmbeddedServices;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of one aggregate and of a projection as they come, and from where a reader was. */
class ChangesIT {
  private static final String FILE =
      """
      aggregates:
        order:
          topics: [changes.orders]
          gap: { wait: 1h, then: wait }
          state: { total: counter, tags: set }
          events:
            order.Changed: [ { increment: { total: /by } }, { add: { tags: /tag } } ]
            order.Deleted: [ delete ]
          emit: { topic: changes.order-state }
          projections: { orders: { columns: { total: numeric, tags: jsonb } } }
      """;

  private EventPublisher publisher;
  private String base;

  @Test
  @Timeout(240)
  void tellsEveryChangeFromWhereItsReaderWas() throws Exception {
    List<AggregateDefinition> definitions = AggregatesFile.parse("changes.yaml", FILE);
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        Node node = Node.start(NodeSettings.on(services, "changes", 0), definitions);
        EventPublisher publishing = new EventPublisher(services.bootstrapServers())) {
      publisher = publishing;
      base = "http://127.0.0.1:" + node.httpPort();
      String position = followProjection();
      followAggregate(new AdminQueries(node.httpPort(), Optional.empty()));
      resumeProjection(position);
    }
  }

  private String followProjection() throws Exception {
    try (EventStream rows = EventStream.open(base + "/projections/orders/changes", last(null))) {
      EventStream.Received start = rows.next();
      assertEquals("position", start.kind());
      publish("a", 1, "order.Changed");
      EventStream.Received first = rows.next();
      assertEquals("changed", first.kind());
      assertEquals(
          "{\"id\":\"a\",\"version\":1,\"total\":1,\"tags\":[\"t1\"]}", first.data().toString());
      return start.id();
    }
  }

  private void followAggregate(AdminQueries queries) throws Exception {
    String url = base + "/aggregates/order/a/changes";
    try (EventStream changes = EventStream.open(url, last(null))) {
      EventStream.Received now = changes.next();
      assertEquals("1", now.id());
      assertEquals("changed", now.kind());
      JsonNode answer = queries.get("/aggregates/order/a");
      assertEquals(answer.get("state"), now.data().get("state"));
      assertFalse(now.data().has("held"));
      publish("b", 1, "order.Changed");
      for (int sequence = 2; sequence <= 4; sequence++) {
        publish("a", sequence, "order.Changed");
        EventStream.Received next = changes.next();
        assertEquals(Integer.toString(sequence), next.id());
        assertEquals(sequence, next.data().get("version").intValue());
      }
      assertTrue(changes.isEmpty(), "nothing of others, nothing twice");
    }
    publish("a", 5, "order.Deleted");
    try (EventStream changes = EventStream.open(url, last("4"))) {
      EventStream.Received deleted = changes.next();
      assertEquals("5", deleted.id());
      assertEquals("deleted", deleted.kind());
      publish("a", 6, "order.Changed");
      assertEquals("6", changes.next().id());
    }
    try (EventStream changes = EventStream.open(url, last("6"));
        EventStream unborn =
            EventStream.open(base + "/aggregates/order/unborn/changes", last(null))) {
      publish("a", 7, "order.Changed");
      assertEquals("7", changes.next().id(), "what the reader has is not told again");
      publish("unborn", 1, "order.Changed");
      assertEquals("1", unborn.next().id());
    }
    queries.request("GET", "/aggregates/nothing/a/changes", 404);
    queries.request("GET", "/projections/nothing/changes", 404);
    queries.request("GET", "/projections/orders/changes?x=1", 400);
  }

  /** All that came since, the last version of each at the end. */
  private void resumeProjection(String position) throws Exception {
    TreeMap<String, JsonNode> rows = new TreeMap<>();
    String url = base + "/projections/orders/changes";
    String last = position;
    // Broken off after each change, it goes on with the next one.
    while (!rows.containsKey("unborn") || rows.get("a").get("version").intValue() < 7) {
      try (EventStream changes = EventStream.open(url, last(last))) {
        assertEquals("position", changes.next().kind());
        EventStream.Received next = changes.next();
        last = next.id();
        JsonNode before = rows.put(next.data().get("id").textValue(), next.data());
        assertTrue(
            before == null
                || before.get("version").intValue() < next.data().get("version").intValue());
        assertEquals(next.kind().equals("deleted"), !next.data().has("total"));
      }
    }
    assertEquals(7, rows.get("a").get("version").intValue());
    assertEquals("[\"t6\",\"t7\"]", rows.get("a").get("tags").toString());
  }

  private static Optional<String> last(String id) {
    return Optional.ofNullable(id);
  }

  private void publish(String order, int sequence, String type) {
    publisher.publish(
        "changes.orders",
        new CloudEvent(
            order + "-" + sequence,
            "shop",
            type,
            order,
            sequence,
            "2026-01-31T12:00:0%dZ".formatted(sequence),
            Optional.empty(),
            Optional.empty(),
            JsonNodeFactory.instance.objectNode().put("by", 1).put("tag", "t" + sequence)));
    publisher.flush();
  }
}

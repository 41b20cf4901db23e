package io.tidemark.load.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.app.Node;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.Eventually;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.letters.AdminQueries;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.services.EmbeddedServices;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The columns of a projection change: it is asked all the time, and never without an answer. */
class RebuildIT {
  private static final int ORDERS = 3_000;
  private static final String FORMER = "{ total: bigint, status: text }";
  private static final String PRESENT = "{ total: numeric, lines: { from: /notes, type: jsonb } }";

  private EventPublisher publisher;
  private final Map<String, Long> seen = new HashMap<>();

  private static List<AggregateDefinition> file(String columns) throws Exception {
    return AggregatesFile.parse(
        "rebuild.yaml",
        """
        aggregates:
          order:
            topics: [rebuild.orders]
            state: { total: counter, status: lww, notes: { merge: log, limit: 3 } }
            events:
              order.Changed: [ { increment: { total: /by } }, { append: { notes: /by } } ]
            projections: { orders: { columns: %s } }
        """
            .formatted(columns));
  }

  @Test
  @Timeout(300)
  void isServedWithoutAGapWhileItIsRebuilt() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        EventPublisher publishing = new EventPublisher(services.bootstrapServers())) {
      publisher = publishing;
      try (Node node = Node.start(NodeSettings.on(services, "rebuild", 0), file(FORMER))) {
        for (int order = 0; order < ORDERS; order++) {
          publish("o-" + order, 1);
        }
        publisher.flush();
        AdminQueries queries = queries(node);
        await("all rows", () -> count(queries) == ORDERS);
        assertEquals("ready", queries.get("/projections").at("/items/0/status").textValue());
      }
      try (Node node = Node.start(NodeSettings.on(services, "rebuild", 0), file(PRESENT))) {
        AdminQueries queries = queries(node);
        long sequence = 1;
        boolean rebuilding = false;
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!requireServed(queries)) {
          rebuilding |=
              queries.get("/projections").at("/items/0/status").textValue().equals("rebuilding");
          publish("o-0", ++sequence);
          publisher.flush();
          assertEquals(ORDERS, count(queries), "all of them at any time");
          assertTrue(System.nanoTime() < deadline, "it was never rebuilt");
        }
        assertTrue(rebuilding, "nobody could see that it was");
        long last = sequence;
        await("the last version", () -> version(queries) == last);
        await(
            "the end of rebuilding",
            () -> {
              JsonNode projection = queries.get("/projections").at("/items/0");
              return projection.get("status").textValue().equals("ready")
                  && projection.get("lag").asLong(-1) == 0;
            });
        JsonNode row = queries.get("/projections/orders?id=o-0").at("/items/0");
        assertEquals(last, row.get("total").longValue());
        assertEquals(Math.min(3, last), row.get("lines").size());
        queries.request("GET", "/projections/orders?status=x", 400);
      }
    }
  }

  /** Every row is there in its latest version that was ever seen; whether the columns are new. */
  private boolean requireServed(AdminQueries queries) throws Exception {
    JsonNode row = queries.get("/projections/orders?id=o-0").at("/items/0");
    long version = row.get("version").longValue();
    assertTrue(version >= seen.getOrDefault("o-0", 0L), "version " + version + " after " + seen);
    seen.put("o-0", version);
    boolean isNew = row.has("lines");
    assertEquals(!isNew, row.has("status"), row.toString());
    if (!isNew) {
      // It may just have been exchanged.
      int status = queries.status("/projections/orders?lines=1");
      assertTrue(status == 503 || status == 200, "lines are not there yet: " + status);
    }
    return isNew;
  }

  private static long version(AdminQueries queries) throws Exception {
    return queries.get("/projections/orders?id=o-0").at("/items/0/version").longValue();
  }

  private static int count(AdminQueries queries) throws Exception {
    return queries.get("/projections/orders/count").get("count").intValue();
  }

  private static AdminQueries queries(Node node) {
    return new AdminQueries(node.httpPort(), Optional.empty());
  }

  private void publish(String order, long sequence) {
    publisher.publish(
        "rebuild.orders",
        new CloudEvent(
            order + "-" + sequence,
            "shop",
            "order.Changed",
            order,
            sequence,
            "2026-01-31T12:00:00Z",
            Optional.empty(),
            Optional.empty(),
            JsonNodeFactory.instance.objectNode().put("by", 1)));
  }

  /** While the table is not made yet, looking fails. */
  private static void await(String what, Eventually.Condition condition) throws Exception {
    Eventually.awaitFound(what, Duration.ofSeconds(60), condition);
  }
}

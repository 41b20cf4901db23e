package io.tidemark.load.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The events of a flow through two aggregate types of a running node: found in causal order, each
 * once, also when the index could not be written for a while or records come again. And what the
 * node answers meanwhile is what its own OpenAPI document says.
 */
class FlowsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String FLOW = "/events?correlationid=checkout-1";
  private static final String FILE =
      """
      aggregates:
        order:
          topics: [flows.orders]
          gap: { wait: 1h, then: wait }
          state: { status: lww, notes: { merge: log, limit: 5 } }
          events:
            order.Changed: [ { set: { status: { from: /status, required: true } } } ]
          projections: { orders: { columns: { status: text } } }
        payment:
          topics: [flows.payments]
          state: { total: counter }
          events: { payment.Made: [ { increment: { total: /amount } } ] }
      """;

  private AdminQueries queries;

  @Test
  @Timeout(180)
  void everyEventOfAFlowIsFoundOnceInCausalOrder() throws Exception {
    List<AggregateDefinition> definitions = AggregatesFile.parse("flows.yaml", FILE);
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        Node node = Node.start(NodeSettings.on(services, "flows", 0), definitions);
        EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      queries = new AdminQueries(node.httpPort(), Optional.empty());
      List<Sent> sent = new ArrayList<>(checkout());
      sent.forEach(event -> event.publish(publisher));
      await("the flow", () -> consumed().equals(List.of("placed", "paid", "confirmed")));
      requireCausesFirst();
      requireOthersElsewhere();

      execute(services, "alter table flow_event rename to flow_event_away");
      Sent shipped = order("1", 3, "shipped", "confirmed", 40);
      shipped.publish(publisher);
      await(
          "the aggregate", () -> queries.get("/aggregates/order/1").get("version").intValue() == 3);
      execute(services, "alter table flow_event_away rename to flow_event");
      List<String> all = List.of("placed", "paid", "confirmed", "shipped");
      await("what came meanwhile", () -> consumed().equals(all));
      await("its announcement", () -> announced().contains("order/1/3"));

      List<JsonNode> before = events();
      sent.add(shipped);
      sent.forEach(event -> event.publish(publisher));
      // What comes after them on the same partition is found: so they were taken in again.
      order("1", 4, "delivered", "shipped", 50).publish(publisher);
      await("the last", () -> announced().contains("order/1/4"));
      List<JsonNode> after = events();
      assertEquals(before, after.subList(0, before.size()));
      assertEquals(before.size() + 2, after.size());

      requireContract(publisher);
    }
  }

  private record Sent(String topic, CloudEvent event) {
    void publish(EventPublisher publisher) {
      publisher.publish(topic, event);
      publisher.flush();
    }
  }

  /** The clock of the payments is behind: only the causes tell the order. */
  private static List<Sent> checkout() {
    return List.of(
        order("1", 2, "confirmed", "paid", 30),
        order("1", 1, "placed", null, 20),
        payment(1, "paid", "placed", 10),
        new Sent("flows.orders", event("2", 1, "other", "order.Changed", null, 5, "checkout-2")),
        new Sent("flows.orders", event("3", 1, "alone", "order.Changed", null, 5, null)));
  }

  private static Sent order(String id, long sequence, String event, String cause, int second) {
    return new Sent(
        "flows.orders", event(id, sequence, event, "order.Changed", cause, second, "checkout-1"));
  }

  private static Sent payment(long sequence, String event, String cause, int second) {
    return new Sent(
        "flows.payments", event("p", sequence, event, "payment.Made", cause, second, "checkout-1"));
  }

  private static CloudEvent event(
      String subject,
      long sequence,
      String id,
      String type,
      String cause,
      int second,
      String correlationId) {
    return new CloudEvent(
        id,
        "shop",
        type,
        subject,
        sequence,
        "2026-01-31T12:00:%02dZ".formatted(second),
        Optional.ofNullable(correlationId),
        Optional.ofNullable(cause),
        JsonNodeFactory.instance.objectNode().put("status", id).put("amount", 1));
  }

  private List<JsonNode> events() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    queries.get(FLOW).get("items").forEach(events::add);
    return events;
  }

  private List<String> ids(String direction) throws Exception {
    return events().stream()
        .filter(event -> event.get("direction").textValue().equals(direction))
        .map(event -> event.get("id").textValue())
        .toList();
  }

  private List<String> consumed() throws Exception {
    return ids("consumed");
  }

  private List<String> announced() throws Exception {
    return ids("announced");
  }

  private void requireCausesFirst() throws Exception {
    await("announcements", () -> announced().containsAll(List.of("order/1/2", "payment/p/1")));
    List<String> seen = new ArrayList<>();
    for (JsonNode event : events()) {
      if (!event.get("causationId").isNull()) {
        assertTrue(seen.contains(event.get("causationId").textValue()), event.toString());
      }
      seen.add(event.get("id").textValue());
    }
  }

  private void requireOthersElsewhere() throws Exception {
    String others = "/events?correlationid=checkout-2";
    await(
        "the other flow", () -> "other".equals(queries.get(others).at("/items/0/id").textValue()));
    await(
        "the event of none",
        () -> queries.get("/projections/orders?id=3").at("/items/0").isObject());
    assertEquals("[]", queries.get("/events?id=alone").get("items").toString());
    JsonNode paid = queries.get("/events?id=paid").get("items");
    assertEquals(1, paid.size());
    assertEquals("flows.payments", paid.get(0).get("topic").textValue());
    JsonNode byTime =
        queries.get("/events?type=order.Changed&from=2026-01-31T12:00:20Z&to=2026-01-31T12:00:30Z");
    assertEquals(1, byTime.get("items").size());
    JsonNode first = queries.get(FLOW + "&limit=1");
    assertEquals(1, first.get("items").size());
    JsonNode second = queries.get(FLOW + "&limit=1&cursor=" + first.get("next").textValue());
    assertFalse(second.get("items").equals(first.get("items")));
    queries.request("GET", "/events?id=a&cursor=" + first.get("next").textValue(), 400);
    queries.request("GET", "/events", 400);
    queries.request("GET", "/events?from=yesterday", 400);
  }

  private void requireContract(EventPublisher publisher) throws Exception {
    order("gap", 2, "early", null, 1).publish(publisher);
    publisher.publish(new ProducerRecord<>("flows.orders", new byte[] {1}, new byte[] {2}));
    publisher.flush();
    await("the gap", () -> queries.get("/gaps").get("items").size() == 1);
    await("the letter", () -> queries.get("/dead-letters").get("items").size() == 1);
    await("the row", () -> queries.get("/projections/orders").get("items").size() >= 3);
    OwnContract contract = new OwnContract(queries.get("/openapi.json"));
    contract.requireAnswer("/aggregates/order/{id}", queries.get("/aggregates/order/gap"));
    contract.requireAnswer("/aggregates/payment/{id}", queries.get("/aggregates/payment/p"));
    contract.requireAnswer("/events", queries.get(FLOW));
    contract.requireAnswer("/gaps", queries.get("/gaps"));
    contract.requireAnswer("/projections", queries.get("/projections"));
    contract.requireAnswer("/projections/orders", queries.get("/projections/orders"));
    contract.requireAnswer("/health/ready", queries.get("/health/ready"));
    JsonNode letters = queries.get("/dead-letters");
    contract.requireAnswer("/dead-letters", letters);
    contract.requireAnswer(
        "/dead-letters/{id}",
        queries.get("/dead-letters/" + letters.at("/items/0/id").textValue()));
    assertEquals("3.0.0", queries.get("/asyncapi.json").get("asyncapi").textValue());
  }

  private static void execute(EmbeddedServices services, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                services.jdbcUrl(), services.jdbcUser(), services.jdbcPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void await(String what, Eventually.Condition condition) throws Exception {
    Eventually.await(what, PATIENCE, condition);
  }
}

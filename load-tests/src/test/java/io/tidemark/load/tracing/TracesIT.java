package io.tidemark.load.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.app.Node;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.load.Eventually;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.tracing.CollectorStub.Received;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An event's trace goes from its writer's span through every step of a running node to a collector,
 * and on with the ECST event; an event whose writer does not record leaves none.
 */
class TracesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RECORDED = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String UNRECORDED = "5cf92f3577b34da6a3ce929d0e0e4737";
  private static final String HELD = "6df92f3577b34da6a3ce929d0e0e4738";
  private static final String ASKED = "7ef92f3577b34da6a3ce929d0e0e4739";
  private static final String WRITER = "00f067aa0ba902b7";
  private static final String INPUT = "traced.orders";
  private static final String OUTPUT = "traced.order-state";
  private static final List<String> STEPS =
      List.of("decode", "route", "sequence", "merge", "persist", "emit", "project");
  private static final String FILE =
      """
      aggregates:
        order:
          topics: [traced.orders]
          gap: { wait: 1h, then: wait }
          state: { total: counter }
          events: { order.Paid: [ { increment: { total: /amount } } ] }
          emit: { topic: traced.order-state }
          projections: { totals: { columns: { total: bigint } } }
      """;

  @Test
  @Timeout(300)
  void anEventsTraceGoesThroughEveryStepAndOnWithTheState() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        CollectorStub collector = CollectorStub.start();
        Node node =
            Node.start(
                NodeSettings.on(
                    services,
                    "traces",
                    0,
                    Map.of(
                        "TIDEMARK_TRACING_ENDPOINT",
                        collector.endpoint(),
                        "TIDEMARK_TRACING_PART",
                        "1")),
                AggregatesFile.parse("traced.yaml", FILE));
        EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      publish(publisher, "traced", 1, context(RECORDED, "01"));
      publish(publisher, "unrecorded", 1, context(UNRECORDED, "00"));
      publish(publisher, "without", 1, null);
      Map<String, String> carried = announced(services, Set.of("traced", "unrecorded", "without"));

      List<Received> trace = awaitSteps(collector, RECORDED);
      Received whole = only(trace, "process order");
      assertEquals("tidemark", whole.service());
      assertEquals(WRITER, whole.parentId());
      assertEquals("order", whole.texts().get("tidemark.aggregate.type"));
      assertEquals("traced", whole.texts().get("tidemark.aggregate.id"));
      assertEquals("traced-1", whole.texts().get("tidemark.event.id"));
      assertEquals("flow-traced", whole.texts().get("tidemark.correlation.id"));
      assertEquals("cause-traced", whole.texts().get("tidemark.causation.id"));
      for (String step : STEPS) {
        Received span = only(trace, step);
        assertEquals(whole.spanId(), span.parentId(), step);
        assertTrue(span.start() <= span.end(), step);
      }
      assertEquals(
          "00-" + RECORDED + "-" + whole.spanId() + "-01",
          carried.get("traced"),
          "the ECST event goes on with the trace");

      assertEquals(context(UNRECORDED, "00"), carried.get("unrecorded"), "as it came");
      assertNull(carried.get("without"));
      assertEquals(
          Set.of(RECORDED),
          collector.spans().stream().map(Received::traceId).collect(Collectors.toSet()),
          "nothing else is recorded");

      // One that waits for a number is merged and announced with a later batch.
      publish(publisher, "held", 2, context(HELD, "01"));
      awaitStep(collector, HELD, "process order");
      publish(publisher, "held", 1, null);
      Received emitted = awaitStep(collector, HELD, "emit");
      Received held = only(of(collector, HELD), "process order");
      assertEquals(held.spanId(), emitted.parentId());

      ask(node, context(ASKED, "01"));
      assertEquals(WRITER, awaitStep(collector, ASKED, "query").parentId());
    }
  }

  private static String context(String trace, String flags) {
    return "00-" + trace + "-" + WRITER + "-" + flags;
  }

  private static void ask(Node node, String traceparent) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + "/aggregates/order/traced");
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).header("traceparent", traceparent).build();
    int status =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    assertEquals(200, status);
  }

  private static void publish(
      EventPublisher publisher, String subject, long sequence, String traceparent) {
    ProducerRecord<byte[], byte[]> message =
        CloudEventRecords.binary(
            INPUT,
            new CloudEvent(
                subject + "-" + sequence,
                "shop",
                "order.Paid",
                subject,
                sequence,
                "2026-01-31T12:00:00Z",
                Optional.of("flow-" + subject),
                Optional.of("cause-" + subject),
                JsonNodeFactory.instance.objectNode().put("amount", 1)));
    if (traceparent != null) {
      message.headers().add("ce_traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
    }
    publisher.publish(message);
    publisher.flush();
  }

  /** What the states of these aggregates carry on, once all are announced. */
  private static Map<String, String> announced(EmbeddedServices services, Set<String> aggregates) {
    Map<String, String> carried = new HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                services.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(OUTPUT).stream()
              .map(info -> new TopicPartition(OUTPUT, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!carried.keySet().containsAll(aggregates)) {
        assertTrue(System.nanoTime() < deadline, () -> "announced are only " + carried.keySet());
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                message -> {
                  Header header = message.headers().lastHeader("ce_traceparent");
                  carried.put(
                      message.key(),
                      header == null ? null : new String(header.value(), StandardCharsets.UTF_8));
                });
      }
    }
    return carried;
  }

  private static List<Received> awaitSteps(CollectorStub collector, String trace) throws Exception {
    awaitStep(collector, trace, "process order");
    for (String step : STEPS) {
      awaitStep(collector, trace, step);
    }
    return of(collector, trace);
  }

  private static Received awaitStep(CollectorStub collector, String trace, String step)
      throws Exception {
    return Eventually.find(step, PATIENCE, () -> only(of(collector, trace), step));
  }

  private static List<Received> of(CollectorStub collector, String trace) {
    return collector.spans().stream().filter(span -> span.traceId().equals(trace)).toList();
  }

  private static Received only(List<Received> trace, String name) {
    List<Received> found = trace.stream().filter(span -> span.name().equals(name)).toList();
    assertEquals(1, found.size(), () -> name + " in " + trace);
    return found.get(0);
  }
}

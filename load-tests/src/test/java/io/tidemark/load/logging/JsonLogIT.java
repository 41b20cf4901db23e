package io.tidemark.load.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.load.Eventually;
import io.tidemark.load.cluster.NodeProcess;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that a node says from its start to its end is one JSON object a line, if asked for.
 */
class JsonLogIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void everyLineIsAnObjectAndALineAboutAnEventSaysWhichFlowItIsOf() throws Exception {
    Path aggregates = folder.resolve("demo.yaml");
    try (InputStream bundled = JsonLogIT.class.getResourceAsStream("/demo.yaml")) {
      Files.copy(bundled, aggregates);
    }
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      Map<String, String> environment =
          new HashMap<>(
              NodeSettings.environment(services.bootstrapServers(), services.jdbcUrl(), "json"));
      environment.put("TIDEMARK_LOG_FORMAT", "json");
      environment.put("TIDEMARK_LOG_LEVEL", "DEBUG");
      environment.put("TIDEMARK_HTTP_PORT", "0");
      environment.put("TIDEMARK_NONSENSE", "said at the start to be no setting");
      try (NodeProcess node =
          NodeProcess.start(
              new NodeProcess.Options("node", folder, aggregates, environment, 512))) {
        node.awaitReady(PATIENCE);
        publish(services, List.of(brokenInBinaryMode(), brokenInStructuredMode()));
        assertNamesItsFlow(awaitLetter(node, "c-binary"));
        assertNamesItsFlow(awaitLetter(node, "c-structured"));
        node.terminate();
        assertEquals(OptionalInt.of(0), node.awaitExit(PATIENCE));
        List<JsonNode> all = lines(node);
        assertTrue(
            all.stream().anyMatch(line -> text(line).contains("TIDEMARK_NONSENSE")),
            "the warning at the start is a line of the log");
        assertEquals("shutting down", lastOfTheCommand(all));
      }
    }
  }

  private static void assertNamesItsFlow(JsonNode event) {
    assertEquals("cart", event.path("type").asText());
    assertEquals("flow-1", event.path("correlationid").asText());
    assertEquals("event-0", event.path("causationid").asText());
    assertEquals(TRACEPARENT, event.path("traceparent").asText());
  }

  private static ProducerRecord<byte[], byte[]> brokenInBinaryMode() {
    ProducerRecord<byte[], byte[]> broken =
        new ProducerRecord<>("shop.carts", bytes("c-binary"), bytes("{ no JSON"));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", "event-1",
            "ce_source", "https://shop.example/eu",
            "ce_type", "com.example.cart.Created",
            "ce_subject", "c-binary",
            "ce_sequence", "1",
            "ce_correlationid", "flow-1",
            "ce_causationid", "event-0",
            "ce_traceparent", TRACEPARENT,
            "content-type", "application/json")
        .forEach((name, value) -> broken.headers().add(name, bytes(value)));
    return broken;
  }

  private static ProducerRecord<byte[], byte[]> brokenInStructuredMode() {
    String event =
        """
        {"specversion": "1.0", "id": "event-1", "source": "https://shop.example/eu",
         "type": "com.example.cart.Created", "subject": "c-structured", "sequence": "none",
         "correlationid": "flow-1", "causationid": "event-0", "traceparent": "%s"}
        """
            .formatted(TRACEPARENT);
    ProducerRecord<byte[], byte[]> broken =
        new ProducerRecord<>("shop.carts", bytes("c-structured"), bytes(event));
    broken.headers().add("content-type", bytes("application/cloudevents+json"));
    return broken;
  }

  private static void publish(
      EmbeddedServices services, List<ProducerRecord<byte[], byte[]>> records) {
    try (EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      records.forEach(publisher::publish);
      publisher.flush();
    }
  }

  /** What the line about an aggregate's dead letter says beside its text. */
  private static JsonNode awaitLetter(NodeProcess node, String aggregate) throws Exception {
    return Eventually.find(
        "a line about the dead letter of " + aggregate,
        PATIENCE,
        () -> {
          for (JsonNode line : lines(node)) {
            JsonNode event = line.path("mdc");
            if (event.has("letter") && event.path("aggregate").asText().equals(aggregate)) {
              return event;
            }
          }
          throw new AssertionError("the last lines are\n" + node.lastLines());
        });
  }

  /** Every whole line but the one of standard output, parsed. */
  private static List<JsonNode> lines(NodeProcess node) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> parsed = new ArrayList<>();
    String log = node.log();
    String whole = log.substring(0, log.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      // The JVM itself may have something to say before there is a log.
      boolean ofJvm = line.startsWith("NOTE: ") || line.startsWith("WARNING: ");
      if (!ofJvm && !line.startsWith("ready http=")) {
        JsonNode json = mapper.readTree(line);
        for (String member : List.of("timestamp", "level", "loggerName", "formattedMessage")) {
          assertTrue(json.has(member), () -> member + " is missing: " + line);
        }
        parsed.add(json);
      }
    }
    return parsed;
  }

  private static String lastOfTheCommand(List<JsonNode> lines) {
    return lines.stream()
        .filter(line -> line.path("loggerName").asText().equals("tidemark.command"))
        .map(JsonLogIT::text)
        .reduce((before, last) -> last)
        .orElse("nothing");
  }

  private static String text(JsonNode line) {
    return line.path("formattedMessage").asText();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

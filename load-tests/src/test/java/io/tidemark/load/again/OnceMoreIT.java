package io.tidemark.load.again;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.app.Main;
import io.tidemark.app.Node;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.Eventually;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.letters.AdminQueries;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.services.EmbeddedServices;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** States announced once more, and events read once more: both twice, and nothing changes. */
class OnceMoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ORDERS = 20;
  private static final int EVENTS = 3;
  private static final String TOKEN = "once-more";
  private static final String FILE =
      """
      aggregates:
        order:
          topics: [again.orders]
          gap: { wait: 1h, then: wait }
          state: { changes: counter }
          events: { order.Changed: [ { increment: { changes: /by } } ] }
          emit: { topic: again.order-state }
      """;

  @TempDir private Path folder;
  private EmbeddedServices services;

  @Test
  @Timeout(240)
  void nothingChangesByAnnouncingOrReadingOnceMore() throws Exception {
    List<AggregateDefinition> definitions = AggregatesFile.parse("again.yaml", FILE);
    try (EmbeddedServices started = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      services = started;
      Map<String, JsonNode> states;
      try (Node node = start(definitions)) {
        AdminQueries queries = queries(node);
        feed();
        await("all", () -> states(queries).size() == ORDERS);
        await("the announcements", () -> announced().size() == ORDERS);
        states = states(queries);
        republish(queries);
        assertEquals(states, states(queries));
      }
      replay("--dry-run", "would be");
      for (int time = 0; time < 2; time++) {
        replay("--type=order", "are");
        replay("--type=order", "0 offsets");
        try (Node node = start(definitions)) {
          await("the old events", () -> node.counters().duplicates() >= ORDERS * EVENTS);
          assertEquals(ORDERS * EVENTS, node.counters().duplicates());
          assertEquals(states, states(queries(node)));
          assertEquals(1, replayed(new ByteArrayOutputStream()), "not while a node reads");
        }
      }
    }
  }

  private Node start(List<AggregateDefinition> definitions) throws Exception {
    return Node.start(
        NodeSettings.on(services, "again", 0, Map.of("TIDEMARK_ADMIN_TOKEN", TOKEN)), definitions);
  }

  private static AdminQueries queries(Node node) {
    return new AdminQueries(node.httpPort(), Optional.of(TOKEN));
  }

  private void feed() {
    try (EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      for (int order = 0; order < ORDERS; order++) {
        for (int sequence = 1; sequence <= EVENTS; sequence++) {
          publisher.publish(
              "again.orders",
              new CloudEvent(
                  order + "-" + sequence,
                  "shop",
                  "order.Changed",
                  "o-" + order,
                  sequence,
                  "2026-01-31T12:00:0%dZ".formatted(sequence),
                  Optional.empty(),
                  Optional.empty(),
                  JsonNodeFactory.instance.objectNode().put("by", sequence)));
        }
      }
      publisher.flush();
    }
  }

  /** What the orders are, as soon as they have all their events. */
  private static Map<String, JsonNode> states(AdminQueries queries) throws Exception {
    Map<String, JsonNode> states = new TreeMap<>();
    for (int order = 0; order < ORDERS; order++) {
      JsonNode batch = queries.get("/aggregates/order?id=o-" + order);
      JsonNode state = batch.at("/items/0");
      if (state.path("version").asInt() == EVENTS) {
        states.put("o-" + order, state);
      }
    }
    return states;
  }

  private void republish(AdminQueries queries) throws Exception {
    queries.request("GET", "/republish/order", 404);
    queries.request("POST", "/republish/unheard-of", 404);
    for (int time = 1; time <= 2; time++) {
      int before = announcements();
      JsonNode begun = queries.request("POST", "/republish/order", 202);
      assertEquals("running", begun.get("status").textValue());
      await(
          "the end of it",
          () -> queries.get("/republish/order").get("status").textValue().equals("done"));
      JsonNode done = queries.get("/republish/order");
      assertEquals(ORDERS, done.get("sent").intValue());
      assertEquals(ORDERS, done.get("total").intValue());
      await("their announcements", () -> announcements() >= before + ORDERS);
      assertEquals(before + ORDERS, announcements());
    }
    announced().forEach((id, bytes) -> assertEquals(1, bytes.size(), id + " in several forms"));
  }

  private int announcements() {
    return read().size();
  }

  /** Of each order, the different announcements of its last version. */
  private Map<String, List<String>> announced() {
    Map<String, List<String>> values = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read()) {
      String value = new String(record.value(), StandardCharsets.UTF_8);
      if (value.contains("\"version\":" + EVENTS + ",")) {
        List<String> known =
            values.computeIfAbsent(
                new String(record.key(), StandardCharsets.UTF_8), id -> new ArrayList<>());
        if (!known.contains(value)) {
          known.add(value);
        }
      }
    }
    return values;
  }

  private List<ConsumerRecord<byte[], byte[]>> read() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                services.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("again.order-state").stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.get(at))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private void replay(String option, String expected) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    await("a group without members", () -> replayed(printed, option) == 0);
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains(expected), printed.toString());
  }

  private int replayed(ByteArrayOutputStream printed, String... options) throws Exception {
    Path aggregates = Files.writeString(folder.resolve("again.yaml"), FILE);
    Path config =
        Files.writeString(
            folder.resolve("again.conf"),
            "tidemark.kafka { bootstrap-servers = \"%s\", group-id = again }"
                .formatted(services.bootstrapServers()));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "replay",
                "--aggregates=" + aggregates,
                "--config=" + config,
                "--from=2020-01-01T00:00:00Z"));
    arguments.addAll(List.of(options));
    printed.reset();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      return Main.execute(arguments.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private static void await(String what, Eventually.Condition condition) throws Exception {
    Eventually.await(what, PATIENCE, condition);
  }
}

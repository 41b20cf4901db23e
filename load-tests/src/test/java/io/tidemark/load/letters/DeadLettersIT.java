package io.tidemark.load.letters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.Main;
import io.tidemark.app.Node;
import io.tidemark.app.StartException;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.Eventually;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.EcstTracker;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Records that cannot be taken in among ones that can, and all that an operator can do about them,
 * by HTTP and by command. The node is started anew between the acts: what each shows must be there
 * in the next one.
 */
class DeadLettersIT {
  private static final String TOKEN = "letters-admin";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int FOLLOWERS = 6;
  private static final int SOUND = 20;

  /** Tickets with one dead letter each: number 2 of source a, but for the one that is held. */
  private static final List<String> POISONED =
      List.of("garbled", "unassigned", "future", "given-up", "raised", "moved", "held");

  private EmbeddedServices services;

  @Test
  @Timeout(300)
  void deadLettersKeepTheirPlaceUntilAnOperatorDecides() throws Exception {
    try (EmbeddedServices started = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      services = started;
      JsonNode shown = run(Tickets.STRICT, Optional.empty(), this::feedAndLook);
      run(Tickets.STRICT, Optional.of(TOKEN), queries -> decide(queries, shown));
      run(Tickets.MENDED, Optional.of(TOKEN), this::redrive);
      run(Tickets.MENDED, Optional.of(TOKEN), this::requireTheEnd);
    }
  }

  private interface Act {
    JsonNode of(AdminQueries queries) throws Exception;
  }

  private JsonNode run(List<AggregateDefinition> file, Optional<String> token, Act act)
      throws Exception {
    try (Node node = start(file, token)) {
      return act.of(new AdminQueries(node.httpPort(), token));
    }
  }

  private Node start(List<AggregateDefinition> file, Optional<String> token) throws StartException {
    Map<String, String> admin = new HashMap<>();
    token.ifPresent(text -> admin.put("TIDEMARK_ADMIN_TOKEN", text));
    return Node.start(NodeSettings.on(services, "letters", 0, admin), file);
  }

  // The first act: nobody is allowed to do anything.

  private JsonNode feedAndLook(AdminQueries queries) throws Exception {
    feed();
    for (int i = 0; i < SOUND; i++) {
      String ticket = "sound-" + i;
      await(ticket, () -> queries.ticket(ticket).get("version").intValue() == 2 * FOLLOWERS);
      assertEquals(expectedSteps(FOLLOWERS, FOLLOWERS), steps(queries.ticket(ticket)));
    }
    await("letters", () -> queries.letters().size() == POISONED.size() + 1);
    for (String ticket : POISONED) {
      await(ticket, () -> queries.ticket(ticket).get("held").intValue() == waiting(ticket));
      JsonNode answer = queries.ticket(ticket);
      assertEquals(stepsBefore(ticket), steps(answer), ticket + ": only source b goes on");
      assertEquals(1, answer.get("deadLetters").size(), ticket);
      assertEquals("a", answer.at("/deadLetters/0/source").textValue());
      assertEquals(0, answer.get("gaps").size(), ticket + ": what is there is not missing");
    }
    requireShownAsTheyCame(queries);
    requireCopies(queries.letters());
    requireGap(queries);
    requireRefused(queries, "any", 403, Optional.empty());
    requireRefused(queries, "any", 403, Optional.of("guessed"));
    return shown(queries);
  }

  private void feed() throws Exception {
    try (EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      for (String ticket : POISONED) {
        publisher.publish(Tickets.stepped(ticket, "a", 1));
        publisher.publish(poison(ticket));
        for (int sequence = 3; sequence <= 2 + FOLLOWERS; sequence++) {
          // Its poison has the number 3, and is held until 2 comes.
          if (!ticket.equals("held") || sequence > 3) {
            publisher.publish(Tickets.stepped(ticket, "a", sequence));
          }
        }
        publisher.publish(Tickets.stepped(ticket, "b", 1));
        publisher.publish(Tickets.stepped(ticket, "b", 2));
      }
      publisher.publish(Tickets.nameless());
      publisher.publish(Tickets.stepped("gapped", "a", 1));
      publisher.publish(Tickets.stepped("gapped", "a", 3));
      for (int i = 0; i < SOUND; i++) {
        for (int sequence = 1; sequence <= FOLLOWERS; sequence++) {
          publisher.publish(Tickets.stepped("sound-" + i, "a", sequence));
          publisher.publish(Tickets.stepped("sound-" + i, "b", sequence));
        }
      }
      publisher.flush();
      // Long after the poison was held.
      Thread.sleep(3_000);
      publisher.publish(Tickets.stepped("held", "a", 2));
      publisher.flush();
    }
  }

  private static ProducerRecord<byte[], byte[]> poison(String ticket) {
    return switch (ticket) {
      case "garbled" -> Tickets.garbled(ticket, 2);
      case "unassigned" -> Tickets.unassigned(ticket, 2);
      case "future", "given-up" -> Tickets.fromTheFuture(ticket, 2);
      case "raised" -> Tickets.raised(ticket, 2, 9);
      case "held" -> Tickets.raised(ticket, 3, 9);
      case "moved" -> keyedElsewhere(Tickets.unassigned(ticket, 2));
      default -> throw new IllegalArgumentException(ticket);
    };
  }

  /** With a key of another partition, so that it goes round by the repartition topic. */
  private static ProducerRecord<byte[], byte[]> keyedElsewhere(ProducerRecord<byte[], byte[]> one) {
    String ticket = new String(one.key(), StandardCharsets.UTF_8);
    int partitions = 8;
    String key =
        IntStream.range(0, 100)
            .mapToObj(i -> "elsewhere-" + i)
            .filter(
                other ->
                    EnvelopeDecoder.partition(other, partitions)
                        != EnvelopeDecoder.partition(ticket, partitions))
            .findFirst()
            .orElseThrow();
    return new ProducerRecord<>(
        one.topic(), null, null, Tickets.utf8(key), one.value(), one.headers());
  }

  private static String reason(String ticket) {
    return switch (ticket) {
      case "garbled" -> "not-json";
      case "unassigned", "moved" -> "missing-value";
      case "future", "given-up" -> "implausible-time";
      default -> "rule-failed";
    };
  }

  private static int waiting(String ticket) {
    return ticket.equals("held") ? FOLLOWERS - 1 : FOLLOWERS;
  }

  private static List<String> stepsBefore(String ticket) {
    return ticket.equals("held") ? List.of("a1", "b1", "a2", "b2") : List.of("a1", "b1", "b2");
  }

  /** All of a and of b, by their times; {@code without} are numbers of a. */
  private static List<String> expectedSteps(int ofA, int ofB, int... without) {
    List<String> steps = new ArrayList<>();
    for (int sequence = 1; sequence <= Math.max(ofA, ofB); sequence++) {
      int number = sequence;
      if (sequence <= ofA && IntStream.of(without).noneMatch(missing -> missing == number)) {
        steps.add("a" + sequence);
      }
      if (sequence <= ofB) {
        steps.add("b" + sequence);
      }
    }
    return steps;
  }

  private static List<String> steps(JsonNode answer) {
    List<String> steps = new ArrayList<>();
    answer.at("/state/steps").forEach(step -> steps.add(step.textValue()));
    return steps;
  }

  private static void requireShownAsTheyCame(AdminQueries queries) throws Exception {
    for (String ticket : POISONED) {
      JsonNode letter = queries.get("/dead-letters/" + letterOf(queries, ticket));
      ProducerRecord<byte[], byte[]> sent = poison(ticket);
      assertEquals(reason(ticket), letter.get("reason").textValue(), letter.toString());
      assertFalse(letter.get("message").textValue().isBlank());
      assertEquals(ticket, letter.get("aggregateId").textValue());
      assertEquals("a", letter.get("source").textValue());
      assertEquals(ticket.equals("held") ? 3 : 2, letter.get("sequence").intValue());
      assertEquals(1, letter.get("attempts").intValue());
      assertEquals(Tickets.TOPIC, letter.get("topic").textValue(), "where it first stood");
      assertArrayEquals(
          sent.value(), Base64.getDecoder().decode(letter.get("value").textValue()), ticket);
      Map<String, String> headers = new TreeMap<>();
      letter.get("headers").forEach(h -> headers.put(h.get(0).textValue(), h.get(1).textValue()));
      sent.headers()
          .forEach(
              header ->
                  assertEquals(
                      new String(header.value(), StandardCharsets.UTF_8),
                      headers.get(header.key()),
                      ticket + " " + header.key()));
    }
  }

  private static String letterOf(AdminQueries queries, String ticket) throws Exception {
    return queries.ticket(ticket).at("/deadLetters/0/id").textValue();
  }

  /** Each is on the topic for others to read, as it came. */
  private void requireCopies(Map<String, JsonNode> letters) throws Exception {
    Map<String, ConsumerRecord<byte[], byte[]>> copies = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, services.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("tidemark.dead-letters").stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await(
          "copies of the dead letters",
          () -> {
            consumer
                .poll(Duration.ofMillis(200))
                .forEach(copy -> copies.put(header(copy, "tidemark_dead_letter"), copy));
            return copies.size() >= letters.size();
          });
    }
    assertEquals(letters.keySet(), copies.keySet());
    letters.forEach(
        (id, letter) -> {
          ConsumerRecord<byte[], byte[]> copy = copies.get(id);
          assertEquals(letter.get("reason").textValue(), header(copy, "tidemark_reason"));
          if (letter.get("aggregateId").isTextual()) {
            String ticket = letter.get("aggregateId").textValue();
            assertArrayEquals(poison(ticket).value(), copy.value(), ticket);
            assertEquals(ticket, new String(copy.key(), StandardCharsets.UTF_8));
          } else {
            assertArrayEquals(Tickets.nameless().value(), copy.value());
          }
        });
  }

  private static String header(ConsumerRecord<byte[], byte[]> copy, String name) {
    return new String(copy.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static void requireGap(AdminQueries queries) throws Exception {
    await("the gap", () -> queries.get("/gaps").get("items").size() == 1);
    JsonNode gap = queries.get("/gaps").at("/items/0");
    assertEquals("gapped", gap.get("id").textValue());
    assertEquals(List.of(2, 2), List.of(gap.get("from").intValue(), gap.get("to").intValue()));
    assertEquals("wait", gap.get("next").textValue());
  }

  /** Whatever is administration is refused with this status. */
  private static void requireRefused(
      AdminQueries queries, String letter, int status, Optional<String> token) throws Exception {
    String path = "/dead-letters/" + letter;
    queries.request("POST", path + "/redrive", status, token);
    queries.request("POST", path + "/redrive?dryRun=true", status, token);
    queries.request("POST", "/dead-letters/redrive?type=ticket", status, token);
    queries.request("DELETE", path, status, token);
    queries.request("POST", "/gaps/ticket/gapped/skip?source=a", status, token);
  }

  /** All that a restart must not change. */
  private static JsonNode shown(AdminQueries queries) throws Exception {
    ObjectNode shown = Tickets.object();
    shown.set("gaps", queries.get("/gaps"));
    for (String id : queries.letters().keySet()) {
      shown.set(id, queries.get("/dead-letters/" + id));
    }
    for (String ticket : POISONED) {
      shown.set(ticket, queries.ticket(ticket));
    }
    return shown.set("gapped", queries.ticket("gapped"));
  }

  // The second act: nothing is mended yet.

  private JsonNode decide(AdminQueries queries, JsonNode before) throws Exception {
    awaitAnswers(queries);
    assertEquals(before, shown(queries), "a restart changes nothing");
    String garbled = letterOf(queries, "garbled");
    assertTrue(LoggerFactory.getLogger("tidemark.audit").isInfoEnabled(), "acts leave a line");
    requireRefused(queries, garbled, 401, Optional.empty());
    requireRefused(queries, garbled, 401, Optional.of("guessed"));
    queries.request("POST", "/dead-letters/none-0-0/redrive", 404);
    queries.request("POST", "/dead-letters/none-0-0/redrive?dryRun=true", 404);
    queries.request("DELETE", "/dead-letters/none-0-0", 404);
    queries.request("POST", "/dead-letters/redrive?colour=red", 400);
    queries.request("POST", "/gaps/ticket/garbled/skip?source=a", 404);
    queries.request("POST", "/gaps/ticket/gapped/skip", 400);
    assertEquals(before, shown(queries), "what is refused changes nothing");

    redriveInVain(queries, garbled);
    queries.request("DELETE", "/dead-letters/" + garbled, 202);
    awaitSettled(queries, "garbled", garbled, 2 + FOLLOWERS, 2, 2);

    // The writer sends it again, with a clock that was put right.
    String future = letterOf(queries, "future");
    try (EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      publisher.publish(Tickets.stepped("future", "a", 2));
      publisher.flush();
    }
    awaitSettled(queries, "future", future, 2 + FOLLOWERS, 2);

    String givenUp = letterOf(queries, "given-up");
    assertEquals(
        1, command("discard", givenUp, "--url", queries.base(), "--token", "guessed").exit);
    requireDone(command("discard", givenUp, "--url", queries.base(), "--token", TOKEN));
    awaitSettled(queries, "given-up", givenUp, 2 + FOLLOWERS, 2, 2);

    assertEquals(
        2, queries.request("POST", "/gaps/ticket/gapped/skip?source=a", 202).get("to").intValue());
    await("gapped", () -> steps(queries.ticket("gapped")).equals(List.of("a1", "a3")));
    await("no gap", () -> queries.get("/gaps").get("items").isEmpty());
    queries.request("POST", "/gaps/ticket/gapped/skip?source=a", 404);
    return null;
  }

  private static void redriveInVain(AdminQueries queries, String garbled) throws Exception {
    JsonNode before = queries.ticket("garbled");
    JsonNode rehearsed =
        queries.request("POST", "/dead-letters/" + garbled + "/redrive?dryRun=true", 200);
    assertEquals("dead-letter", rehearsed.get("outcome").textValue());
    assertEquals("not-json", rehearsed.get("reason").textValue());
    assertEquals(1, queries.letters().get(garbled).get("attempts").intValue());
    queries.request("POST", "/dead-letters/" + garbled + "/redrive", 202);
    await("attempts", () -> queries.letters().get(garbled).get("attempts").intValue() == 2);
    assertEquals(before, queries.ticket("garbled"), "what failed again changes nothing");
  }

  // The third act: the file and the rule are mended.

  private JsonNode redrive(AdminQueries queries) throws Exception {
    awaitAnswers(queries);
    assertEquals(5, queries.letters().size());
    String unassigned = letterOf(queries, "unassigned");
    JsonNode before = queries.ticket("unassigned");
    JsonNode rehearsed =
        queries.request("POST", "/dead-letters/" + unassigned + "/redrive?dryRun=true", 200);
    assertEquals("applied", rehearsed.get("outcome").textValue(), rehearsed.toString());
    assertEquals(before, rehearsed.get("before"));
    assertEquals(expectedSteps(2 + FOLLOWERS, 2, 2), steps(rehearsed.get("after")));
    assertEquals(4 + FOLLOWERS, rehearsed.at("/after/version").intValue());
    assertEquals(0, rehearsed.at("/after/deadLetters").size());
    assertEquals(before, queries.ticket("unassigned"), "a dry run changes nothing");
    assertEquals(5, queries.letters().size());

    queries.request("POST", "/dead-letters/" + unassigned + "/redrive", 202);
    awaitSettled(queries, "unassigned", unassigned, 2 + FOLLOWERS, 2, 2);
    assertEquals(rehearsed.get("after"), queries.ticket("unassigned"), "as rehearsed");

    String raised = letterOf(queries, "raised");
    String held = letterOf(queries, "held");
    assertEquals(
        2,
        queries
            .request("POST", "/dead-letters/redrive?reason=rule-failed", 202)
            .get("redriven")
            .intValue());
    awaitSettled(queries, "raised", raised, 2 + FOLLOWERS, 2, 2);
    awaitSettled(queries, "held", held, 2 + FOLLOWERS, 2, 3);
    assertEquals(9, queries.ticket("raised").at("/state/level").intValue());
    assertEquals(9, queries.ticket("held").at("/state/level").intValue());

    commands(queries);
    return null;
  }

  private static void commands(AdminQueries queries) throws Exception {
    String moved = letterOf(queries, "moved");
    JsonNode before = queries.ticket("moved");
    Run list = requireDone(command("list", "--url", queries.base()));
    assertEquals(2, list.output.lines().count(), list.output);
    assertTrue(list.output.contains(moved + "\tticket\tmoved\ta\t2\tmissing-value"), list.output);
    Run show = requireDone(command("show", moved, "--url", queries.base()));
    assertTrue(show.output.contains("\"reason\" : \"missing-value\""), show.output);
    assertEquals(1, command("show", "none-0-0", "--url", queries.base()).exit);
    assertEquals(2, command("redrive", "--url", queries.base(), "--token", TOKEN).exit);
    Run dry =
        requireDone(
            command("redrive", moved, "--dry-run", "--url", queries.base(), "--token", TOKEN));
    assertTrue(dry.output.contains("\"outcome\" : \"applied\""), dry.output);
    assertEquals(before, queries.ticket("moved"), "a dry run changes nothing");
    requireDone(
        command("redrive", "--aggregate", "moved", "--url", queries.base(), "--token", TOKEN));
    awaitSettled(queries, "moved", moved, 2 + FOLLOWERS, 2, 2);

    String nameless = queries.letters().keySet().iterator().next();
    requireDone(command("discard", nameless, "--url", queries.base(), "--token", TOKEN));
    await("no letters", () -> queries.letters().isEmpty());
  }

  private record Run(int exit, String output) {}

  private static Run requireDone(Run run) {
    assertEquals(0, run.exit, run.output);
    return run;
  }

  private static Run command(String... arguments) {
    List<String> line = new ArrayList<>(List.of("dead-letters"));
    line.addAll(List.of(arguments));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      int exit = Main.execute(line.toArray(String[]::new));
      return new Run(exit, printed.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  // The last act: all of it is there after another restart, and was announced in order.

  private JsonNode requireTheEnd(AdminQueries queries) throws Exception {
    awaitAnswers(queries);
    assertEquals(Map.of(), queries.letters());
    assertEquals(0, queries.get("/gaps").get("items").size());
    Map<AggregateKey, Long> versions = new HashMap<>();
    for (String ticket : POISONED) {
      JsonNode answer = queries.ticket(ticket);
      assertEquals(0, answer.get("held").intValue(), ticket);
      assertEquals(0, answer.get("deadLetters").size(), ticket);
      boolean discarded = List.of("garbled", "given-up").contains(ticket);
      assertEquals((discarded ? 3 : 4) + FOLLOWERS, answer.get("version").intValue(), ticket);
      versions.put(new AggregateKey(Tickets.TYPE, ticket), answer.get("version").longValue());
    }
    try (EcstTracker tracker =
        new EcstTracker(services.bootstrapServers(), Map.of(Tickets.STATES, Tickets.TYPE))) {
      tracker.expect(versions);
      assertTrue(tracker.await(PATIENCE, () -> {}), () -> "" + tracker.describePending(10));
      assertEquals(List.of(), tracker.violations());
    }
    return null;
  }

  /** The letter is none any longer, and what waited behind it is applied in its place. */
  private static void awaitSettled(
      AdminQueries queries, String ticket, String letter, int ofA, int ofB, int... without)
      throws Exception {
    await(letter + " of " + ticket, () -> queries.ticket(ticket).get("deadLetters").isEmpty());
    await(letter + " to be forgotten", () -> !queries.letters().containsKey(letter));
    queries.request("GET", "/dead-letters/" + letter, 404);
    JsonNode answer = queries.ticket(ticket);
    assertEquals(expectedSteps(ofA, ofB, without), steps(answer), ticket);
    assertEquals(0, answer.get("held").intValue(), ticket);
  }

  private static void awaitAnswers(AdminQueries queries) throws Exception {
    await("readiness", () -> queries.get("/health/ready").isObject());
  }

  private static void await(String what, Eventually.Condition condition) throws Exception {
    Eventually.awaitFound(what, PATIENCE, condition);
  }
}

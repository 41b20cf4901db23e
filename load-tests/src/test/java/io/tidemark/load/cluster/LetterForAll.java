package io.tidemark.load.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.Eventually;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.letters.AdminQueries;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A dead letter that any node of a cluster can be asked about, wherever its aggregate is. Its time
 * lies too far ahead, for some seconds; then another try is worth while.
 */
final class LetterForAll {
  private static final String TOPIC = "shop.carts";
  private static final String CART = "cart-of-tomorrow";
  private static final Duration AHEAD = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<AdminQueries> nodes;

  LetterForAll(List<LocalCluster.Node> nodes) {
    this.nodes =
        nodes.stream()
            .map(node -> new AdminQueries(node.httpPort(), Optional.of(LocalCluster.ADMIN_TOKEN)))
            .toList();
  }

  void publish(EventPublisher publisher) {
    ObjectNode customer = JsonNodeFactory.instance.objectNode().put("customerId", "c-1");
    Instant tomorrow = Instant.now().plus(EnvelopeDecoder.MAXIMUM_AHEAD).plus(AHEAD);
    publisher.publish(TOPIC, event(1, "Created", tomorrow, customer));
    ObjectNode points = JsonNodeFactory.instance.objectNode().put("amount", 7);
    publisher.publish(TOPIC, event(2, "PointsEarned", Instant.now(), points));
    publisher.flush();
  }

  private static CloudEvent event(long sequence, String type, Instant time, JsonNode data) {
    return new CloudEvent(
        CART + "/" + sequence,
        "https://shop",
        "com.example.cart." + type,
        CART,
        sequence,
        time.toString(),
        Optional.empty(),
        Optional.empty(),
        data);
  }

  /**
   * Every node shows it, rehearses it alike, and finds it applied when one of them was asked to.
   */
  void redrive() throws Exception {
    JsonNode waiting =
        await(nodes.get(0), answer -> answer.path("held").intValue() == 1, "a held event");
    String letter = "/dead-letters/" + waiting.at("/deadLetters/0/id").textValue();
    JsonNode first = null;
    awaitTime(letter);
    for (AdminQueries node : nodes) {
      assertEquals("implausible-time", node.get(letter).get("reason").textValue());
      JsonNode rehearsed = node.request("POST", letter + "/redrive?dryRun=true", 200);
      assertEquals("applied", rehearsed.get("outcome").textValue(), rehearsed.toString());
      assertEquals(waiting, rehearsed.get("before"));
      assertEquals(2, rehearsed.at("/after/version").intValue());
      first = first == null ? rehearsed : first;
      assertEquals(first, rehearsed, "it does not matter which node is asked");
    }
    nodes.get(0).request("POST", letter + "/redrive", 202);
    for (AdminQueries node : nodes) {
      awaitApplied(node);
    }
  }

  /** Until the letter's time lies no longer too far ahead. */
  private void awaitTime(String letter) throws Exception {
    Eventually.await(
        "its time",
        PATIENCE,
        () ->
            nodes
                .get(0)
                .request("POST", letter + "/redrive?dryRun=true", 200)
                .get("outcome")
                .textValue()
                .equals("applied"));
  }

  private static void awaitApplied(AdminQueries node) throws Exception {
    JsonNode answer = await(node, found -> found.path("version").intValue() == 2, "version 2");
    assertEquals(7, answer.at("/state/points").intValue());
    assertEquals("c-1", answer.at("/state/customer").textValue());
  }

  /** The cart once it is as wanted; at first no node may know it. */
  private static JsonNode await(AdminQueries node, Predicate<JsonNode> wanted, String what)
      throws Exception {
    return Eventually.find(
        what,
        PATIENCE,
        () -> {
          JsonNode answer = node.get("/aggregates/cart/" + CART);
          assertTrue(wanted.test(answer), answer::toString);
          return answer;
        });
  }
}

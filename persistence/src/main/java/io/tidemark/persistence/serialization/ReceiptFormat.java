package io.tidemark.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.aggregate.LastEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Tally;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.sequencing.Gap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a receipt travels. */
final class ReceiptFormat {
  private ReceiptFormat() {}

  static ObjectNode write(Receipt receipt) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    receipt.announcement().ifPresent(state -> tree.set("a", state(state)));
    tree.set("r", RejectionFormat.write(receipt.rejected()));
    tree.put("d", receipt.duplicates()).put("i", receipt.ignored());
    ArrayNode settled = tree.putArray("l");
    receipt.settled().forEach(settled::add);
    Tally tally = receipt.tally();
    tree.putArray("t")
        .add(tally.applied())
        .add(tally.held())
        .add(tally.released())
        .add(tally.concurrent());
    receipt
        .gaps()
        .ifPresent(
            gaps -> {
              ArrayNode written = tree.putArray("g");
              gaps.forEach(gap -> written.add(gap(gap)));
            });
    return tree;
  }

  static Receipt read(JsonNode tree) throws IOException {
    List<String> settled = new ArrayList<>();
    tree.get("l").forEach(letter -> settled.add(letter.textValue()));
    JsonNode tally = tree.get("t");
    return new Receipt(
        tree.has("a") ? Optional.of(state(tree.get("a"))) : Optional.empty(),
        RejectionFormat.read(tree.get("r")),
        tree.get("d").intValue(),
        tree.get("i").intValue(),
        settled,
        new Tally(
            tally.get(0).intValue(),
            tally.get(1).intValue(),
            tally.get(2).intValue(),
            tally.get(3).intValue()),
        tree.has("g") ? Optional.of(gaps(tree.get("g"))) : Optional.empty());
  }

  private static ObjectNode state(CarriedState state) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("i", state.id()).put("v", state.version()).put("x", state.deleted());
    tree.put("b", state.value());
    LastEvent last = state.last();
    ObjectNode written = tree.putObject("l");
    written.put("i", last.id()).put("t", last.time()).put("c", last.correlationId());
    written.put("p", last.traceparent()).put("u", last.tracestate());
    return tree;
  }

  private static CarriedState state(JsonNode tree) throws IOException {
    JsonNode last = tree.get("l");
    return new CarriedState(
        tree.get("i").textValue(),
        tree.get("v").longValue(),
        tree.get("x").booleanValue(),
        tree.get("b").binaryValue(),
        new LastEvent(
            last.get("i").textValue(),
            last.get("t").longValue(),
            last.get("c").textValue(),
            last.get("p").textValue(),
            last.get("u").textValue()));
  }

  private static ObjectNode gap(Gap gap) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("s", gap.source()).put("f", gap.from()).put("t", gap.to());
    tree.set("e", InstantFormat.write(gap.since()));
    tree.put("u", gap.undecidedStart()).put("w", gap.waiting());
    return tree.setAll(Map.of("b", position(gap.before()), "a", position(gap.after())));
  }

  private static JsonNode position(Position position) {
    return position == null
        ? NullNode.instance
        : JsonNodeFactory.instance
            .arrayNode(3)
            .add(position.topic())
            .add(position.partition())
            .add(position.offset());
  }

  private static Position readPosition(JsonNode position) {
    return position.isNull()
        ? null
        : new Position(
            position.get(0).textValue(), position.get(1).intValue(), position.get(2).longValue());
  }

  private static List<Gap> gaps(JsonNode tree) {
    List<Gap> gaps = new ArrayList<>();
    for (JsonNode gap : tree) {
      gaps.add(
          new Gap(
              gap.get("s").textValue(),
              gap.get("f").longValue(),
              gap.get("t").longValue(),
              InstantFormat.read(gap.get("e")),
              gap.get("u").booleanValue(),
              readPosition(gap.get("b")),
              readPosition(gap.get("a")),
              gap.get("w").longValue()));
    }
    return gaps;
  }
}

package io.tidemark.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import java.util.ArrayList;
import java.util.List;

/** How an instruction travels: events as they are stored, or the closing of a gap. */
final class InstructionFormat {
  private InstructionFormat() {}

  static ObjectNode write(Instruction instruction) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    if (instruction instanceof Instruction.Deliver deliver) {
      ArrayNode events = tree.putArray("d");
      deliver.events().forEach(event -> events.add(EventFormat.write(event)));
      return tree;
    }
    if (instruction instanceof Instruction.CloseGap close) {
      tree.put("s", close.source()).put("n", close.to());
      return tree.put("b", close.decidesStart());
    }
    throw new IllegalArgumentException("no form for " + instruction.getClass().getName());
  }

  static Instruction read(JsonNode tree) {
    if (tree.has("d")) {
      List<Event> events = new ArrayList<>();
      tree.get("d").forEach(event -> events.add(EventFormat.read(event)));
      return new Instruction.Deliver(events);
    }
    return new Instruction.CloseGap(
        tree.get("s").textValue(), tree.get("n").longValue(), tree.get("b").booleanValue());
  }
}

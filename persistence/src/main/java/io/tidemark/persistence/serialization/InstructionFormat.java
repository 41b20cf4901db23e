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

/**
 * How an instruction travels: its kind, one letter, beside what it consists of. Events have the
 * form in which they are stored.
 */
final class InstructionFormat {
  private static final String DELIVER = "d";
  private static final String CLOSE_GAP = "g";
  private static final String NOTE_LETTERS = "n";
  private static final String REDEEM = "r";
  private static final String DISCARD = "x";
  private static final String ANNOUNCE = "a";

  private InstructionFormat() {}

  static ObjectNode write(Instruction instruction) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    if (instruction instanceof Instruction.Deliver deliver) {
      ArrayNode events = tree.put("k", DELIVER).putArray("e");
      deliver.events().forEach(event -> events.add(EventFormat.write(event)));
    } else if (instruction instanceof Instruction.CloseGap close) {
      tree.put("k", CLOSE_GAP).put("s", close.source()).put("n", close.to());
      tree.put("b", close.decidesStart());
    } else if (instruction instanceof Instruction.NoteLetters note) {
      ArrayNode letters = tree.put("k", NOTE_LETTERS).putArray("l");
      for (Instruction.Letter letter : note.letters()) {
        letters
            .addObject()
            .put("s", letter.source())
            .put("n", letter.sequence())
            .put("l", letter.id());
      }
    } else if (instruction instanceof Instruction.Redeem redeem) {
      tree.put("k", REDEEM).put("l", redeem.letter()).set("e", EventFormat.write(redeem.event()));
    } else if (instruction instanceof Instruction.Discard discard) {
      tree.put("k", DISCARD).put("s", discard.source()).put("l", discard.letter());
    } else if (instruction instanceof Instruction.Announce) {
      tree.put("k", ANNOUNCE);
    } else {
      throw new IllegalArgumentException("no form for " + instruction.getClass().getName());
    }
    return tree;
  }

  static Instruction read(JsonNode tree) {
    String kind = tree.get("k").textValue();
    return switch (kind) {
      case DELIVER -> {
        List<Event> events = new ArrayList<>();
        tree.get("e").forEach(event -> events.add(EventFormat.read(event)));
        yield new Instruction.Deliver(events);
      }
      case CLOSE_GAP ->
          new Instruction.CloseGap(text(tree, "s"), number(tree), tree.get("b").booleanValue());
      case NOTE_LETTERS -> {
        List<Instruction.Letter> letters = new ArrayList<>();
        for (JsonNode letter : tree.get("l")) {
          letters.add(new Instruction.Letter(text(letter, "s"), number(letter), text(letter, "l")));
        }
        yield new Instruction.NoteLetters(letters);
      }
      case REDEEM -> new Instruction.Redeem(EventFormat.read(tree.get("e")), text(tree, "l"));
      case DISCARD -> new Instruction.Discard(text(tree, "s"), text(tree, "l"));
      case ANNOUNCE -> new Instruction.Announce();
      default -> throw new IllegalArgumentException("no instruction of kind " + kind);
    };
  }

  private static String text(JsonNode tree, String name) {
    return tree.get(name).textValue();
  }

  private static long number(JsonNode tree) {
    return tree.get("n").longValue();
  }
}

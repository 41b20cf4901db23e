package io.tidemark.domain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonPatchTest {
  private static final List<String> NAMES = List.of("a", "b/c", "~", "", "~1", "ä");

  @Test
  void makesOneOfTheOther() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      ObjectNode from = object(random, 3);
      ObjectNode to = object(random, 3);

      assertEquals(
          to, patched(from.deepCopy(), JsonPatch.between(from, to)), () -> from + " " + to);
    }
  }

  @Test
  void saysNothingOfWhatIsEqual() throws Exception {
    JsonNode state = ExactJson.mapper().readTree("{\"a\":{\"b\":[1,{}]},\"c\":1.50}");

    assertEquals("[]", JsonPatch.between(state, state.deepCopy()).toString());
  }

  @Test
  void namesOnlyWhatDiffers() throws Exception {
    assertEquals(
        "[{\"op\":\"replace\",\"path\":\"/items/a~1b/quantity\",\"value\":3},"
            + "{\"op\":\"remove\",\"path\":\"/items/c\"},"
            + "{\"op\":\"replace\",\"path\":\"/coupons\",\"value\":[\"x\",\"y\"]},"
            + "{\"op\":\"add\",\"path\":\"/items2\",\"value\":{}}]",
        JsonPatch.between(
                ExactJson.mapper()
                    .readTree(
                        "{\"items\":{\"a/b\":{\"quantity\":2,\"price\":1},\"c\":{}},"
                            + "\"coupons\":[\"x\"]}"),
                ExactJson.mapper()
                    .readTree(
                        "{\"items\":{\"a/b\":{\"quantity\":3,\"price\":1}},"
                            + "\"coupons\":[\"x\",\"y\"],\"items2\":{}}"))
            .toString());
  }

  private static ObjectNode patched(ObjectNode target, JsonNode patch) {
    for (JsonNode operation : patch) {
      JsonPointer pointer = JsonPointer.compile(operation.get("path").textValue());
      ObjectNode parent = (ObjectNode) target.at(pointer.head());
      String name = pointer.last().getMatchingProperty();
      String kind = operation.get("op").textValue();
      assertEquals(!kind.equals("add"), parent.has(name), operation::toString);
      if (kind.equals("remove")) {
        parent.remove(name);
      } else {
        parent.set(name, operation.get("value"));
      }
    }
    return target;
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String name : NAMES) {
      if (random.nextBoolean()) {
        object.set(name, value(random, depth));
      }
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 3 : 5);
    return switch (kind) {
      case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(2));
      case 1 -> JsonNodeFactory.instance.nullNode();
      case 2 -> JsonNodeFactory.instance.arrayNode().add(random.nextInt(2));
      default -> object(random, depth - 1);
    };
  }
}

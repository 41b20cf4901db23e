package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** How much there is to read of a value: what counter-examples are made small by. */
final class Weight {
  private Weight() {}

  /** 1 or more; more for what is longer, nested, or unusual. */
  static int of(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> value.toString().length() + (value.toString().startsWith("-") ? 1 : 0);
      case BOOLEAN, NULL -> 2;
      case STRING -> 2 + value.textValue().codePoints().map(Weight::ofCharacter).sum();
      case ARRAY -> {
        int sum = 3;
        for (JsonNode element : value) {
          sum += of(element);
        }
        yield sum;
      }
      case OBJECT -> {
        int sum = 4;
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          sum += 1 + member.getKey().length() + of(member.getValue());
        }
        yield sum;
      }
      default -> 100;
    };
  }

  private static int ofCharacter(int character) {
    return character >= 'a' && character <= 'z' ? 1 : character < 128 ? 2 : 4;
  }
}

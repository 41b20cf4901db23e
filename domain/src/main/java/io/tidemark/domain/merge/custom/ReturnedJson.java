package io.tidemark.domain.merge.custom;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Whether what a rule returned is JSON that bytes keep. */
final class ReturnedJson {
  private ReturnedJson() {}

  /** What is wrong with it, in words that follow "returned"; empty when nothing is. */
  static Optional<String> problem(JsonNode returned) {
    if (returned == null) {
      return Optional.of("null; JSON null is NullNode.getInstance()");
    }
    return switch (returned.getNodeType()) {
      case MISSING -> Optional.of("a missing node; JSON null is NullNode.getInstance()");
      case POJO -> Optional.of("a Java object within JSON, which bytes do not keep");
      case BINARY -> Optional.of("bytes within JSON, which come back as text");
      case NUMBER -> number(returned);
      case ARRAY, OBJECT -> children(returned);
      default -> Optional.empty();
    };
  }

  private static Optional<String> number(JsonNode number) {
    return number.isDouble() || number.isFloat()
        ? Optional.of(
            "the floating-point number "
                + number.asText()
                + ", which is not exact; BigDecimal and decimalValue() are")
        : Optional.empty();
  }

  private static Optional<String> children(JsonNode container) {
    for (JsonNode child : container) {
      Optional<String> problem = problem(child);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }
}

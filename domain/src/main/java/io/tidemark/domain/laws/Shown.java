package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;

/** Values as counter-examples show them. */
final class Shown {
  private static final int MOST = 300;

  private Shown() {}

  /** JSON on one line, cut when it is long. */
  static String json(JsonNode value) {
    String text = String.valueOf(value);
    return text.codePointCount(0, text.length()) <= MOST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST)) + "...";
  }
}

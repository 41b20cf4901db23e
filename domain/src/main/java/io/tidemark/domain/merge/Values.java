package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Values as messages show them. */
final class Values {
  private static final int SHOWN = 60;

  private Values() {}

  static String describe(JsonNode value) {
    String text = value.toString();
    String kind = value.getNodeType().name().toLowerCase(Locale.ROOT);
    return kind + " " + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...");
  }
}

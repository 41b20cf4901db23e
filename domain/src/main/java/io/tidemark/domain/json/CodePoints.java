package io.tidemark.domain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Map;

/** The order of texts by Unicode code point, which is the byte order of their UTF-8. */
public final class CodePoints {
  /** Compares by code point; {@link String#compareTo} compares UTF-16 units, which differs. */
  public static final Comparator<String> ORDER = CodePoints::compare;

  private CodePoints() {}

  private static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Integer.compare(rank(a), rank(b));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /** Whether a text is one: half of a surrogate pair is no character, and UTF-8 cannot write it. */
  public static boolean areWhole(String text) {
    int index = 0;
    while (index < text.length()) {
      int point = text.codePointAt(index);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return false;
      }
      index += Character.charCount(point);
    }
    return true;
  }

  /** Whether all texts of a value are, and the names in it. */
  public static boolean areWhole(JsonNode value) {
    if (value.isTextual()) {
      return areWhole(value.textValue());
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      if (!areWhole(member.getKey()) || !areWhole(member.getValue())) {
        return false;
      }
    }
    if (value.isArray()) {
      for (JsonNode element : value) {
        if (!areWhole(element)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Surrogates stand for code points above every other UTF-16 unit. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }
}

package io.tidemark.persistence.projection;

import java.nio.charset.StandardCharsets;

/**
 * Text as PostgreSQL can store it: without NUL characters, which it refuses, and without halves of
 * surrogate pairs, which UTF-8 has no bytes for.
 */
public final class StoredText {
  private static final char REPLACEMENT = '\uFFFD';

  private StoredText() {}

  /** NUL characters are left out; unpaired surrogates become U+FFFD. */
  public static String of(String text) {
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character == 0 || Character.isSurrogate(character)) {
        return cleaned(text);
      }
    }
    return text;
  }

  /** The number of bytes the text takes in UTF-8. */
  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String cleaned(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    int index = 0;
    while (index < text.length()) {
      int point = text.codePointAt(index);
      index += Character.charCount(point);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        cleaned.append(REPLACEMENT);
      } else if (point != 0) {
        cleaned.appendCodePoint(point);
      }
    }
    return cleaned.toString();
  }
}

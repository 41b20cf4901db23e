package io.tidemark.persistence.projection;

import java.util.Optional;

/** Which texts start with another one, as a range of texts that compare by code point. */
final class TextPrefix {
  private TextPrefix() {}

  /** The first characters of a text, as PostgreSQL's left counts them. */
  static String left(String text, int characters) {
    return text.codePointCount(0, text.length()) <= characters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, characters));
  }

  /** The least text that is greater than all that start with this one; empty when there is none. */
  static Optional<String> end(String prefix) {
    int length = prefix.length();
    while (length > 0) {
      int last = prefix.codePointBefore(length);
      length -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1;
        // UTF-8 has no bytes for surrogates, and goes on behind them.
        int storable = next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
        return Optional.of(
            new StringBuilder().append(prefix, 0, length).appendCodePoint(storable).toString());
      }
    }
    return Optional.empty();
  }
}

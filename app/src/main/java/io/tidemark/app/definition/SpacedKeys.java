package io.tidemark.app.definition;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with the space that YAML demands after the colon of {@code key:[...]} and {@code
 * key:{...}} at the start of a line. Without it YAML reads the bracket as a part of the key, which
 * nobody means; people who align such lists write it all the same.
 *
 * @param text the text with the spaces
 * @param columns the column, from 1, of the one space that a line got, by line from 1
 */
record SpacedKeys(String text, Map<Integer, Integer> columns) {
  private static final Pattern UNSPACED =
      Pattern.compile("(?m)^ *+(?:- ++)*+[\\p{L}\\p{N}_/][^\\s:'\"\\[\\]{},]*+:(?=[\\[{])");

  static SpacedKeys of(String text) {
    StringBuilder spaced = new StringBuilder();
    Map<Integer, Integer> columns = new HashMap<>();
    Matcher matcher = UNSPACED.matcher(text);
    int copied = 0;
    int line = 1;
    while (matcher.find()) {
      String before = text.substring(copied, matcher.end());
      line += (int) before.chars().filter(character -> character == '\n').count();
      columns.put(line, matcher.group().length() + 1);
      spaced.append(before).append(' ');
      copied = matcher.end();
    }
    return new SpacedKeys(spaced.append(text.substring(copied)).toString(), columns);
  }

  boolean isChanged() {
    return !columns.isEmpty();
  }
}

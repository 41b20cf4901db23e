package io.tidemark.persistence.projection;

import java.util.ArrayList;
import java.util.List;

/** Several values in one parameter: commas separate them; a backslash takes the next as it is. */
final class SeparatedValues {
  private SeparatedValues() {}

  /** One value or more; a backslash at the end stands for itself. */
  static List<String> of(String text) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character == ',') {
        values.add(value.toString());
        value.setLength(0);
      } else if (character == '\\' && index + 1 < text.length()) {
        index++;
        value.append(text.charAt(index));
      } else {
        value.append(character);
      }
    }
    values.add(value.toString());
    return values;
  }
}

package io.tidemark.app.definition;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words that may stand somewhere, told to somebody who wrote another one. */
final class Choices {
  private static final int LONGEST_COMPARED = 64;

  private Choices() {}

  /** The allowed words, and the one that was probably meant. */
  static String tell(String found, Collection<String> allowed) {
    String list = allowed.isEmpty() ? "none" : String.join(", ", allowed);
    return "allowed: "
        + list
        + nearest(found, allowed).map(word -> "; did you mean " + word + "?").orElse("");
  }

  /** An enum's constants as the file spells them: lower case, with hyphens. */
  static <E extends Enum<E>> List<String> of(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Choices::spelled).toList();
  }

  static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<String> nearest(String found, Collection<String> allowed) {
    if (found.length() > LONGEST_COMPARED) {
      return Optional.empty();
    }
    String lowered = found.toLowerCase(Locale.ROOT);
    return allowed.stream()
        .filter(word -> distance(lowered, word.toLowerCase(Locale.ROOT)) <= tolerance(word))
        .min(Comparator.comparingInt(word -> distance(lowered, word.toLowerCase(Locale.ROOT))));
  }

  private static int tolerance(String word) {
    return word.length() <= 3 ? 1 : 2;
  }

  /** Levenshtein's distance: the fewest letters to change, insert or leave out. */
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int replaced = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + replaced,
                Math.min(previous[column], current[column - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}

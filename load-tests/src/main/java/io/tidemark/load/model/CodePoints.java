package io.tidemark.load.model;

import java.util.Arrays;
import java.util.Comparator;

/** Strings by their code points, where {@link String#compareTo} goes by UTF-16 units. */
final class CodePoints {
  static final Comparator<String> ORDER =
      (left, right) -> Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());

  private CodePoints() {}
}

package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The latest write of each source. Whatever follows a source's latest write follows its earlier
 * ones, so these are all that a removal has to be compared with. Linear in the number of sources.
 *
 * <p>An array, as long as it is: there is one of these for each element of a set, nearly always
 * with one write, and each object between them is a cache miss for each event.
 *
 * @see <a href="https://arxiv.org/abs/1210.3368">Bieniusa, Zawirski, Preguiça, Shapiro, Baquero,
 *     Balegas, Duarte: An Optimized Conflict-free Replicated Set, 2012</a>
 */
final class Dots {
  private static final Stamp[] NONE = {};

  private Stamp[] stamps = NONE;

  static Dots load(JsonNode saved) {
    Dots dots = new Dots();
    dots.stamps = new Stamp[saved.size()];
    for (int i = 0; i < dots.stamps.length; i++) {
      dots.stamps[i] = Saved.stamp(saved.get(i));
    }
    return dots;
  }

  Dots copy() {
    Dots copy = new Dots();
    copy.stamps = stamps.clone();
    return copy;
  }

  /** In the order of sources, so that equal dots are equal bytes. */
  ArrayNode save() {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode(stamps.length);
    Arrays.sort(stamps);
    for (Stamp stamp : stamps) {
      saved.add(Saved.stamp(stamp));
    }
    return saved;
  }

  void add(Stamp stamp) {
    for (int i = 0; i < stamps.length; i++) {
      if (stamps[i].source().equals(stamp.source())) {
        if (stamps[i].compareTo(stamp) < 0) {
          stamps[i] = stamp;
        }
        return;
      }
    }
    stamps = Arrays.copyOf(stamps, stamps.length + 1);
    stamps[stamps.length - 1] = stamp;
  }

  boolean isEmpty() {
    return stamps.length == 0;
  }

  void removeIf(Predicate<Stamp> condition) {
    int left = 0;
    for (Stamp stamp : stamps) {
      if (!condition.test(stamp)) {
        stamps[left++] = stamp;
      }
    }
    if (left < stamps.length) {
      stamps = left == 0 ? NONE : Arrays.copyOf(stamps, left);
    }
  }

  boolean allMatch(Predicate<Stamp> condition) {
    for (Stamp stamp : stamps) {
      if (!condition.test(stamp)) {
        return false;
      }
    }
    return true;
  }

  void clear() {
    stamps = NONE;
  }
}

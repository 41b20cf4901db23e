package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The latest write of each source. Whatever follows a source's latest write follows its earlier
 * ones, so these are all that a removal has to be compared with. Linear in the number of sources.
 *
 * @see <a href="https://arxiv.org/abs/1210.3368">Bieniusa, Zawirski, Preguiça, Shapiro, Baquero,
 *     Balegas, Duarte: An Optimized Conflict-free Replicated Set, 2012</a>
 */
final class Dots {
  private final List<Stamp> stamps = new ArrayList<>(1);

  static Dots load(JsonNode saved) {
    Dots dots = new Dots();
    saved.forEach(stamp -> dots.stamps.add(Saved.stamp(stamp)));
    return dots;
  }

  /** In the order of sources, so that equal dots are equal bytes. */
  ArrayNode save() {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode(stamps.size());
    stamps.sort(Comparator.naturalOrder());
    stamps.forEach(stamp -> saved.add(Saved.stamp(stamp)));
    return saved;
  }

  void add(Stamp stamp) {
    for (int i = 0; i < stamps.size(); i++) {
      if (stamps.get(i).source().equals(stamp.source())) {
        if (stamps.get(i).compareTo(stamp) < 0) {
          stamps.set(i, stamp);
        }
        return;
      }
    }
    stamps.add(stamp);
  }

  boolean isEmpty() {
    return stamps.isEmpty();
  }

  void removeIf(Predicate<Stamp> condition) {
    stamps.removeIf(condition);
  }

  boolean allMatch(Predicate<Stamp> condition) {
    return stamps.stream().allMatch(condition);
  }

  void clear() {
    stamps.clear();
  }
}

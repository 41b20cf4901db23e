package io.tidemark.domain.merge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A table that is found in by hash and gone through in order. Nearly every write finds what is
 * there; walking down a tree of ten thousand keys for it is a cache miss at every step. The order
 * is made when it is first asked for, and kept up from then on.
 */
final class OrderedTable<K, V> {
  private final Comparator<K> order;
  private Map<K, V> entries = new HashMap<>();
  private List<K> sorted;

  OrderedTable(Comparator<K> order) {
    this.order = order;
  }

  V get(K key) {
    return entries.get(key);
  }

  V getOrPut(K key, Supplier<V> initial) {
    V found = entries.get(key);
    if (found == null) {
      found = initial.get();
      put(key, found);
    }
    return found;
  }

  void put(K key, V value) {
    if (entries.put(key, value) == null && sorted != null) {
      sorted.add(-Collections.binarySearch(sorted, key, order) - 1, key);
    }
  }

  void remove(K key) {
    if (entries.remove(key) != null && sorted != null) {
      sorted.remove(Collections.binarySearch(sorted, key, order));
    }
    letGo();
  }

  void removeIf(Predicate<V> condition) {
    if (entries.values().removeIf(condition)) {
      sorted = null;
    }
    letGo();
  }

  void clear() {
    entries.clear();
    letGo();
  }

  /** An emptied hash table keeps the room of its best days. */
  private void letGo() {
    if (entries.isEmpty()) {
      entries = new HashMap<>();
      sorted = null;
    }
  }

  /** In no order. */
  Collection<V> values() {
    return entries.values();
  }

  /** In order. */
  void forEach(BiConsumer<K, V> action) {
    keys().forEach(key -> action.accept(key, entries.get(key)));
  }

  /** The keys in order; not to be changed. */
  List<K> keys() {
    if (sorted == null) {
      sorted = new ArrayList<>(entries.keySet());
      sorted.sort(order);
    }
    return sorted;
  }
}

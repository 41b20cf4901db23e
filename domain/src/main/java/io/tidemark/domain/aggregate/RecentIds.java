package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The ids of the last events of an aggregate without sequence numbers: the window in which
 * duplicates are recognised.
 */
final class RecentIds {
  /** How many of an aggregate's last events a duplicate is recognised among. */
  static final int WINDOW = 1_000;

  private final Set<String> ids = new LinkedHashSet<>();

  boolean contains(String source, String id) {
    return ids.contains(key(source, id));
  }

  void add(String source, String id) {
    if (ids.add(key(source, id)) && ids.size() > WINDOW) {
      Iterator<String> oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** An id is unique per source only. */
  static String key(String source, String id) {
    return source + '\n' + id;
  }

  JsonNode save() {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode(ids.size());
    ids.forEach(saved::add);
    return saved;
  }

  static RecentIds load(JsonNode saved) {
    RecentIds recent = new RecentIds();
    saved.forEach(id -> recent.ids.add(id.textValue()));
    return recent;
  }
}

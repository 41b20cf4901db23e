package io.tidemark.persistence.aggregate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ends of pages that were read lately, for whoever asks for the page after. Each is good for
 * one page, and only a saving: without it the journal is read from its beginning. The journal only
 * grows, so none becomes wrong. Safe for several threads.
 */
final class PageEnds {
  /** The most that are kept; the oldest one makes room. */
  static final int MOST = 64;

  /** One that keeps more is not kept, in bytes. */
  static final long MOST_BYTES = 256L << 10;

  private final LinkedHashMap<Map.Entry<String, Long>, PageEnd> ends = new LinkedHashMap<>();

  /**
   * Takes one out, if it is there.
   *
   * @param next the version that the next page begins with
   */
  synchronized Optional<PageEnd> take(String id, long next) {
    return Optional.ofNullable(ends.remove(Map.entry(id, next)));
  }

  synchronized void put(String id, long next, PageEnd end) {
    if (end.bytes() <= MOST_BYTES) {
      ends.put(Map.entry(id, next), end);
      if (ends.size() > MOST) {
        ends.remove(ends.keySet().iterator().next());
      }
    }
  }
}

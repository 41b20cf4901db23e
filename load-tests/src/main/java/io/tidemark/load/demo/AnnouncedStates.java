package io.tidemark.load.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest state announced of each aggregate, and whether the promises of the output hold on the
 * way there: versions never go back, equal versions are equal bytes, a tombstone only after a
 * deletion. Confined to one thread at a time.
 */
public final class AnnouncedStates {
  private final Map<AggregateKey, Announcement> latest = new HashMap<>();

  /**
   * A state was announced.
   *
   * @return the promise that it breaks
   */
  public Optional<String> see(AggregateKey key, long version, byte[] value) {
    Announcement before = latest.get(key);
    if (before != null && before.version() > version) {
      return Optional.of("version " + version + " after " + before.version());
    }
    latest.put(key, new Announcement(version, value, false));
    return before != null && before.version() == version && !Arrays.equals(before.value(), value)
        ? Optional.of("version " + version + " announced with two different states")
        : Optional.empty();
  }

  /**
   * A tombstone was sent.
   *
   * @return the promise that it breaks
   */
  public Optional<String> seeTombstone(AggregateKey key) {
    Announcement before = latest.get(key);
    if (before == null
        || !new String(before.value(), StandardCharsets.UTF_8).contains("\"deleted\":true")) {
      return Optional.of("a tombstone that follows no deletion");
    }
    latest.put(key, new Announcement(before.version(), before.value(), true));
    return Optional.empty();
  }

  /** The latest announcement of an aggregate; null before the first. */
  public Announcement latest(AggregateKey key) {
    return latest.get(key);
  }

  /** The latest announcement of every aggregate; a copy. */
  public Map<AggregateKey, Announcement> latest() {
    return Map.copyOf(latest);
  }
}

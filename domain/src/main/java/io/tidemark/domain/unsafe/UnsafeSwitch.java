package io.tidemark.domain.unsafe;

import java.util.Optional;
import java.util.Set;

/**
 * Switches one of the rules off that keep events from being lost or applied twice, so that the
 * fault harness can show that it notices. Set only when a process starts, by the system property
 * {@code tidemark.unsafe.without}, and refused unless {@code tidemark.unsafe.by} says that it is
 * the harness who asks.
 */
public final class UnsafeSwitch {
  private static final Set<String> RULES = Set.of("dedupe", "fencing", "offsets");
  private static final String WITHOUT = System.getProperty("tidemark.unsafe.without");
  private static final String BY = System.getProperty("tidemark.unsafe.by");

  /** Events that were taken in before are taken in again. */
  public static final boolean WITHOUT_DEDUPE = isOff("dedupe");

  /**
   * What took too long may still be announced when its partitions are another node's; nobody is
   * locked out.
   */
  public static final boolean WITHOUT_FENCING = isOff("fencing");

  /** Offsets are committed when records are read, not when they are done with. */
  public static final boolean WITHOUT_OFFSETS = isOff("offsets");

  private UnsafeSwitch() {}

  private static boolean isOff(String rule) {
    return rule.equals(WITHOUT) && refusal().isEmpty();
  }

  /** Why this process must not start; empty when nothing is switched off, or it may be. */
  public static Optional<String> refusal() {
    if (WITHOUT == null) {
      return Optional.empty();
    }
    if (!RULES.contains(WITHOUT)) {
      return Optional.of("tidemark.unsafe.without: no " + WITHOUT + "; allowed: " + RULES);
    }
    return "fault-harness".equals(BY)
        ? Optional.empty()
        : Optional.of("tidemark.unsafe.without loses events; only the fault harness may set it");
  }
}

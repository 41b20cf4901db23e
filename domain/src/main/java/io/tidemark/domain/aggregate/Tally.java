package io.tidemark.domain.aggregate;

/** What happened to an aggregate's events since it was last asked. */
public final class Tally {
  int applied;
  int held;
  int released;
  int concurrent;

  Tally() {}

  /** Counts that were taken elsewhere, each 0 or more. */
  public Tally(int applied, int held, int released, int concurrent) {
    this.applied = applied;
    this.held = held;
    this.released = released;
    this.concurrent = concurrent;
  }

  Tally(Tally other) {
    applied = other.applied;
    held = other.held;
    released = other.released;
    concurrent = other.concurrent;
  }

  void clear() {
    applied = 0;
    held = 0;
    released = 0;
    concurrent = 0;
  }

  /** Events applied. */
  public int applied() {
    return applied;
  }

  /** Events that had to wait in memory for a lower number. */
  public int held() {
    return held;
  }

  /** Events whose wait ended. */
  public int released() {
    return released;
  }

  /** Events whose effective time lay before that of one already applied. */
  public int concurrent() {
    return concurrent;
  }
}

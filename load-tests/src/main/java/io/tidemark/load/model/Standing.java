package io.tidemark.load.model;

/**
 * Where an event stands in time, and what its writer knew by then.
 *
 * @param stamp its place in the total order
 * @param carriesToken whether the event itself says what was observed
 * @param context all that this and the earlier events of its source say was observed
 * @param numbered whether the aggregate's events have numbers
 */
record Standing(Stamp stamp, boolean carriesToken, Observed context, boolean numbered) {

  boolean isEarlierThan(Standing other) {
    return stamp.reading().compareTo(other.stamp.reading()) < 0;
  }

  /** Whether the writer had written or observed that event. */
  boolean knows(Standing other) {
    return stamp.source().equals(other.stamp.source()) || covers(other.stamp);
  }

  private boolean covers(Stamp other) {
    if (!numbered) {
      return context.clock() != null && other.reading().compareTo(context.clock()) <= 0;
    }
    Long highest = context.vector().get(other.source());
    return highest != null && other.sequence() <= highest;
  }
}

package io.tidemark.domain.path;

/**
 * The traces that events bring along. Whoever takes a step of the path with an event says so here,
 * with the event's trace context; until somebody listens, that costs the read of a field.
 *
 * <p>A context is W3C's {@code traceparent}. The one that {@link #begin} gives takes the place of
 * the event's own: it goes with the event through the journal and to the ECST event, so every later
 * step, on whichever node, finds what it belongs to.
 */
public final class Traces {
  private static volatile Listener listener;

  private Traces() {}

  /** Who makes spans of what is said. Safe for use by many threads. */
  public interface Listener {
    /** Whether a context, or null, is of a trace that is recorded here. */
    boolean isTraced(String traceparent);

    /** Begins what this node does with an event of such a trace. */
    Traced begin(String traceparent, Subject subject);

    /**
     * A step was taken with an event of such a trace.
     *
     * @param started when it began, by {@link System#nanoTime}; it ends now
     * @param failed whether it came to nothing
     */
    void step(Verb verb, String traceparent, long started, boolean failed);
  }

  /**
   * What an event is about, by which its trace is found.
   *
   * @param correlationId of its flow, or null
   * @param causationId of what caused it, or null
   */
  public record Subject(
      String type,
      String aggregateId,
      String eventId,
      String source,
      String correlationId,
      String causationId) {}

  /** An event on its way through this node. */
  public interface Traced {
    /** The context of whatever comes of it. */
    String traceparent();

    /** Everything that it brought about is durable and acknowledged. */
    void end();
  }

  /** From now on; null: nobody. */
  public static void tell(Listener told) {
    listener = told;
  }

  /** Whether anybody listens. */
  public static boolean areRecorded() {
    return listener != null;
  }

  /** Whether a context, or null, is of a trace that is recorded. */
  public static boolean isTraced(String traceparent) {
    Listener told = listener;
    return told != null && traceparent != null && told.isTraced(traceparent);
  }

  /** Begins what this node does with an event whose context is of a trace that is recorded. */
  public static Traced begin(String traceparent, Subject subject) {
    Listener told = listener;
    return told == null ? untraced(traceparent) : told.begin(traceparent, subject);
  }

  private static Traced untraced(String traceparent) {
    return new Traced() {
      @Override
      public String traceparent() {
        return traceparent;
      }

      @Override
      public void end() {}
    };
  }

  /**
   * A step was taken, and ends now.
   *
   * @param traceparent of the event that it was taken with, or null
   * @param started when it began, by {@link System#nanoTime}
   */
  public static void step(Verb verb, String traceparent, long started, boolean failed) {
    Listener told = listener;
    if (told != null && traceparent != null && told.isTraced(traceparent)) {
      told.step(verb, traceparent, started, failed);
    }
  }
}

package io.tidemark.app.tracing;

import java.util.Optional;

/**
 * A W3C trace context, read strictly: what others would take for no context is none here, so that
 * no trace is torn in two.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 * @param sampled whether its writer records it
 */
record TraceContext(String traceId, String spanId, boolean sampled) {
  private static final int LENGTH = "00-".length() + 32 + 1 + 16 + 1 + 2;
  private static final int SPAN = 36;
  private static final int FLAGS = 53;

  /** Empty when the text, or null, is no context. */
  static Optional<TraceContext> parse(String text) {
    if (text == null || text.length() < LENGTH || text.charAt(2) != '-') {
      return Optional.empty();
    }
    String version = text.substring(0, 2);
    // A later version may say more behind it; the first one does not.
    boolean ends = text.length() == LENGTH || (!version.equals("00") && text.charAt(LENGTH) == '-');
    String traceId = text.substring(3, SPAN - 1);
    String spanId = text.substring(SPAN, FLAGS - 1);
    String flags = text.substring(FLAGS, LENGTH);
    boolean separated = text.charAt(SPAN - 1) == '-' && text.charAt(FLAGS - 1) == '-';
    if (!ends
        || !separated
        || version.equals("ff")
        || !areHexadecimal(version + traceId + spanId + flags)
        || isZero(traceId)
        || isZero(spanId)) {
      return Optional.empty();
    }
    return Optional.of(
        new TraceContext(traceId, spanId, (Character.digit(flags.charAt(1), 16) & 1) == 1));
  }

  /** Whether its trace is among so large a part of all, 0 to 1; the same wherever it is asked. */
  boolean isAmong(double part) {
    // Ids are random: their last 63 bits are a number between 0 and 1.
    long number = Long.parseUnsignedLong(traceId.substring(16), 16) >>> 1;
    return number < part * Long.MAX_VALUE;
  }

  private static boolean areHexadecimal(String digits) {
    return digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static boolean isZero(String digits) {
    return digits.chars().allMatch(c -> c == '0');
  }
}

package io.tidemark.domain.definition;

import java.util.Map;

/**
 * How a record's value is read.
 *
 * @param kind CloudEvents (binary or structured mode), or plain JSON with a mapping
 * @param map for {@link Kind#JSON}: the CloudEvents attribute (id, source, type, time, subject,
 *     sequence, correlationid, causationid, traceparent, tracestate, observed) or {@code data}, to
 *     where it stands in the document (a pointer) or a constant; empty for CloudEvents
 */
public record InputFormat(Kind kind, Map<String, ValueExpression> map) {
  /** The accepted formats. */
  public enum Kind {
    CLOUDEVENTS,
    JSON
  }

  public InputFormat {
    map = Ordered.copyOf(map);
  }

  public static InputFormat cloudEvents() {
    return new InputFormat(Kind.CLOUDEVENTS, Map.of());
  }
}

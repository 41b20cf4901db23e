package io.tidemark.domain.definition;

/**
 * Where the state is announced.
 *
 * @param topic the topic of ECST events
 * @param eventType their {@code ce_type}
 * @param source their {@code ce_source}
 */
public record EmitDefinition(String topic, String eventType, String source) {
  /** The type and source that an aggregate type's events carry unless the file says otherwise. */
  public static EmitDefinition defaults(String aggregateType, String topic) {
    return new EmitDefinition(
        topic, "io.tidemark." + aggregateType + ".state", "/tidemark/" + aggregateType);
  }
}

package io.tidemark.domain.definition;

import java.util.List;
import java.util.Map;

/**
 * One aggregate type as its file declares it. Complete and checked: whoever holds one may rely on
 * every name in it.
 *
 * @param type the aggregate type, also in URLs, topics and journal keys
 * @param topics the input topics, partitioned alike
 * @param format how a record becomes an event
 * @param id where the aggregate's id stands: an attribute, or a pointer into the data
 * @param sequence how numbers of one (aggregate, source) are read
 * @param gap what happens while numbers are missing
 * @param late what happens to an event whose number was skipped
 * @param state the declared fields, in the file's order
 * @param events the operations of each event type
 * @param otherwise what happens to an event type that is not listed
 * @param emit where the state goes
 * @param projections the read models, by name
 */
public record AggregateDefinition(
    String type,
    List<String> topics,
    InputFormat format,
    ValueExpression id,
    SequencePolicy sequence,
    GapPolicy gap,
    LatePolicy late,
    Map<String, FieldDefinition> state,
    Map<String, List<Operation>> events,
    OtherwisePolicy otherwise,
    EmitDefinition emit,
    Map<String, ProjectionDefinition> projections) {

  public AggregateDefinition {
    topics = List.copyOf(topics);
    state = Ordered.copyOf(state);
    events = Ordered.copyOf(events);
    projections = Ordered.copyOf(projections);
  }
}

package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.merge.MergeRules;
import java.util.List;
import java.util.Map;

/** What the operations of the aggregates file say of the data of the events that come in. */
final class EventSchemas {
  private EventSchemas() {}

  /** Adds what the operations of an event type look for in its data. */
  static void describe(
      DataSchema data, List<Operation> operations, Map<String, FieldDefinition> fields) {
    for (Operation operation : operations) {
      if (operation.verb() != Verb.DELETE) {
        FieldDefinition field = fields.get(operation.field());
        describe(data, operation, field);
        describe(data, operation.nested(), field.value());
      }
    }
  }

  private static void describe(DataSchema data, Operation operation, FieldDefinition field) {
    if (operation.value() instanceof ValueExpression.Pointer place) {
      data.add(place.pointer(), accepted(field, place.required()), place.required());
    }
  }

  /** What an event of a type that is not listed may change, where the file says patch. */
  static ObjectNode patch(AggregateDefinition definition) {
    ObjectSchema schema = new ObjectSchema();
    definition
        .state()
        .forEach(
            (name, field) ->
                schema.maybe(
                    name,
                    isSimple(field)
                        ? accepted(field, false)
                        : Schemas.described(
                            Schemas.any(), "Merged by the rule " + field.rule() + ".")));
    return schema.json();
  }

  /** Whether a patch takes one value for the field, as an operation does. */
  private static boolean isSimple(FieldDefinition field) {
    var verbs = MergeRules.find(field.rule()).orElseThrow().verbs();
    return verbs.contains(Verb.SET) || verbs.contains(Verb.INCREMENT);
  }

  /** What the field's rule takes; unless something must be there, null is as good as nothing. */
  private static ObjectNode accepted(FieldDefinition field, boolean required) {
    return switch (field.rule()) {
      case "counter" -> nullable(Schemas.number(), required);
      case "g-counter" -> nullable(Schemas.number().put("minimum", 0), required);
      case "max", "min", "map" -> nullable(Schemas.scalar(), required);
      case "rank" -> Ranks.schema(field.order(), !required);
      default -> Schemas.any();
    };
  }

  private static ObjectNode nullable(ObjectNode schema, boolean required) {
    return required ? schema : Schemas.orNull(schema);
  }
}

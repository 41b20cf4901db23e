package io.tidemark.load.simulation;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.definition.ValueExpression.Attribute;
import io.tidemark.domain.definition.ValueExpression.Constant;
import io.tidemark.domain.merge.MergeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one event type does: one to three operations on random fields. */
final class RandomOperations {
  private final Choice choice;

  RandomOperations(Choice choice) {
    this.choice = choice;
  }

  List<Operation> of(Map<String, FieldDefinition> fields) {
    List<Operation> operations = new ArrayList<>();
    int count = choice.percent(50) ? 1 : choice.between(2, 3);
    for (int i = 0; i < count; i++) {
      operations.add(choice.percent(8) ? delete() : operation(fields));
    }
    return operations;
  }

  private static Operation delete() {
    return new Operation(Verb.DELETE, "", new Constant(NullNode.instance), List.of());
  }

  private Operation operation(Map<String, FieldDefinition> fields) {
    FieldDefinition field = choice.of(List.copyOf(fields.values()));
    List<Verb> verbs =
        MergeRules.find(field.rule()).orElseThrow().verbs().stream().sorted().toList();
    Verb verb = choice.of(verbs);
    if (verb == Verb.REMOVE && choice.percent(30)) {
      verb = verbs.get(0) == Verb.REMOVE ? verbs.get(1) : verbs.get(0);
    }
    return new Operation(verb, field.name(), value(field, verb), nested(field, verb));
  }

  private List<Operation> nested(FieldDefinition field, Verb verb) {
    List<Operation> nested = new ArrayList<>();
    if (verb == Verb.PUT) {
      int count = choice.below(4);
      for (int i = 0; i < count; i++) {
        nested.add(operation(field.value()));
      }
    }
    return nested;
  }

  private ValueExpression value(FieldDefinition field, Verb verb) {
    if (verb == Verb.ENABLE || verb == Verb.DISABLE) {
      return new Constant(BooleanNode.TRUE);
    }
    return switch (field.rule()) {
      case "counter" -> pointer("n", "p");
      case "g-counter" -> pointer("p");
      case "max", "min" -> pointer("n", "v");
      case "rank" -> pointer("r");
      case "map" -> choice.percent(10) ? constant("k") : pointer("k", "k", "l");
      case "lww", "mv", "log" -> choice.percent(15) ? attribute() : pointer("v", "j", "n");
      case "set", "g-set", "rw-set" ->
          choice.percent(20) ? constant("a") : pointer("v", "v", "w", "j");
      default -> pointer("v");
    };
  }

  private ValueExpression pointer(String... names) {
    String name = choice.of(List.of(names));
    return new ValueExpression.Pointer(JsonPointer.compile("/" + name), choice.percent(3));
  }

  private Attribute attribute() {
    return new Attribute(choice.of(List.of("id", "source", "sequence", "time", "none")), false);
  }

  private static ValueExpression constant(String text) {
    return new Constant(TextNode.valueOf(text));
  }
}

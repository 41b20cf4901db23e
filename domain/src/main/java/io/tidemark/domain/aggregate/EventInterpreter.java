package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.json.CodePoints;
import io.tidemark.domain.merge.InvalidWrite;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.MergeRuleType;
import io.tidemark.domain.merge.MergeRules;
import io.tidemark.domain.merge.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Turns an event into what it does to the fields, as the aggregates file says. A pure function of
 * event and file.
 */
public final class EventInterpreter {
  private final AggregateDefinition definition;
  private final Map<String, MergeRule> rules;
  private final boolean mayFail;
  private final String fingerprint;

  public EventInterpreter(AggregateDefinition definition) {
    this.definition = definition;
    this.rules = MergeRules.fields(definition.state());
    this.mayFail = rules.values().stream().anyMatch(MergeRule::mayFail);
    this.fingerprint = fingerprint(definition);
  }

  private static String fingerprint(AggregateDefinition definition) {
    String meaning =
        definition.state() + "\n" + definition.events() + "\n" + definition.otherwise();
    return UUID.nameUUIDFromBytes(meaning.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Differs when the same events may come to other fields: the file was changed. */
  String fingerprint() {
    return fingerprint;
  }

  /** Whether a field, on any level, has a rule of the user's, which may fail. */
  boolean mayFail() {
    return mayFail;
  }

  /** The rules of the state's fields, in the file's order. */
  public Map<String, MergeRule> rules() {
    return rules;
  }

  /**
   * What the event does, in order. Within one event a removal cancels what stands before it on the
   * same element, key or aggregate.
   *
   * @throws InvalidEvent when a required value is missing, a rule cannot take a value, or the type
   *     is not listed and the file wants a dead letter then
   */
  public List<Write> interpret(Event event) throws InvalidEvent {
    List<Operation> operations = definition.events().get(event.header().type());
    List<Write> writes = new ArrayList<>();
    if (operations != null) {
      for (Operation operation : operations) {
        add(writes, operation, event, rules);
      }
    } else if (definition.otherwise() == OtherwisePolicy.DEAD_LETTER) {
      throw new InvalidEvent(
          "unknown-type", "event type " + event.header().type() + " is not listed in the file");
    } else if (definition.otherwise() == OtherwisePolicy.PATCH) {
      patch(writes, definition.state(), rules, event.tree());
    }
    return List.copyOf(writes);
  }

  /** What a journaled event does; nothing, when a later version of the file forbids it. */
  List<Write> writes(Event event) {
    if (event.writes() == null) {
      try {
        event.interpretedAs(interpret(event));
      } catch (InvalidEvent e) {
        event.interpretedAs(List.of());
      }
    }
    return event.writes();
  }

  private static void add(
      List<Write> writes, Operation operation, Event event, Map<String, MergeRule> rules)
      throws InvalidEvent {
    if (operation.verb() == Verb.DELETE) {
      writes.clear();
      writes.add(new Write(Verb.DELETE, "", NullNode.instance, List.of()));
      return;
    }
    MergeRule rule = rules.get(operation.field());
    JsonNode value = evaluate(operation.value(), event);
    if (value.isMissingNode() || (value.isNull() && !rule.takesNull())) {
      if (operation.value().required()) {
        throw new InvalidEvent(
            "missing-value",
            describe(operation) + ": " + describe(operation.value()) + " is required and missing");
      }
      return;
    }
    List<Write> nested = new ArrayList<>();
    for (Operation inner : operation.nested()) {
      add(nested, inner, event, rule.nested());
    }
    append(writes, operation.verb(), operation.field(), accept(rule, operation, value), nested);
  }

  private static JsonNode accept(MergeRule rule, Operation operation, JsonNode value)
      throws InvalidEvent {
    requireWhole(operation.field(), value);
    try {
      return rule.accept(operation.verb(), value);
    } catch (InvalidWrite e) {
      throw new InvalidEvent("invalid-value", describe(operation) + " " + e.getMessage());
    }
  }

  /** Half of a surrogate pair, which JSON can escape, could not be stored with the state. */
  private static void requireWhole(String field, JsonNode value) throws InvalidEvent {
    if (!CodePoints.areWhole(value)) {
      throw new InvalidEvent(
          "invalid-value", "the value for " + field + " has half of a surrogate pair");
    }
  }

  /** Several puts of one key are one, so that what is removed within a value is found there. */
  private static void append(
      List<Write> writes, Verb verb, String field, JsonNode value, List<Write> nested) {
    List<Write> inner = new ArrayList<>();
    if (verb == Verb.REMOVE || verb == Verb.PUT) {
      for (Write earlier : writes) {
        if (earlier.field().equals(field) && earlier.value().equals(value)) {
          inner.addAll(verb == Verb.PUT ? earlier.nested() : List.of());
        }
      }
      writes.removeIf(
          earlier ->
              earlier.field().equals(field)
                  && earlier.value().equals(value)
                  && (verb == Verb.REMOVE || earlier.verb() == Verb.PUT));
    }
    nested.forEach(w -> append(inner, w.verb(), w.field(), w.value(), w.nested()));
    writes.add(new Write(verb, field, value, List.copyOf(inner)));
  }

  private static JsonNode evaluate(ValueExpression expression, Event event) {
    if (expression instanceof ValueExpression.Pointer pointer) {
      return event.tree().at(pointer.pointer());
    }
    if (expression instanceof ValueExpression.Attribute attribute) {
      return attribute(event.header(), attribute.name());
    }
    return ((ValueExpression.Constant) expression).value();
  }

  private static JsonNode attribute(Event.Header header, String name) {
    String text =
        switch (name) {
          case "id" -> header.id();
          case "source" -> header.source();
          case "type" -> header.type();
          case "time" -> EffectiveTime.instant(header.time()).toString();
          case "sequence" ->
              header.sequence() == Event.NO_SEQUENCE
                  ? header.extensions().get(name)
                  : Long.toString(header.sequence());
          case "correlationid" -> header.correlationId();
          case "causationid" -> header.causationId();
          case "traceparent" -> header.traceparent();
          case "tracestate" -> header.tracestate();
          default -> header.extensions().get(name);
        };
    return text == null ? MissingNode.getInstance() : TextNode.valueOf(text);
  }

  private static String describe(Operation operation) {
    return operation.verb().name().toLowerCase(java.util.Locale.ROOT) + " " + operation.field();
  }

  private static String describe(ValueExpression expression) {
    return expression instanceof ValueExpression.Pointer pointer
        ? pointer.pointer().toString()
        : "@" + ((ValueExpression.Attribute) expression).name();
  }

  /** Sets every field that the document has by the field's own rule. */
  private static void patch(
      List<Write> writes,
      Map<String, FieldDefinition> fields,
      Map<String, MergeRule> rules,
      JsonNode document)
      throws InvalidEvent {
    for (FieldDefinition field : fields.values()) {
      JsonNode value = document.path(field.name());
      MergeRule rule = rules.get(field.name());
      if (value.isMissingNode() || (value.isNull() && !rule.takesNull())) {
        continue;
      }
      MergeRuleType type = MergeRules.find(field.rule()).orElseThrow();
      if (type.verbs().contains(Verb.PUT)) {
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
          TextNode key = TextNode.valueOf(entry.getKey());
          requireWhole(field.name(), key);
          List<Write> nested = new ArrayList<>();
          patch(nested, field.value(), rule.nested(), entry.getValue());
          append(writes, Verb.PUT, field.name(), key, nested);
        }
      } else {
        Verb verb = patchVerb(type, value);
        boolean many = (verb == Verb.ADD || verb == Verb.APPEND) && value.isArray();
        for (JsonNode element : many ? value : List.of(value)) {
          if (element.isNull() && !rule.takesNull()) {
            continue;
          }
          Operation operation =
              new Operation(verb, field.name(), new ValueExpression.Constant(element), List.of());
          append(writes, verb, field.name(), accept(rule, operation, element), List.of());
        }
      }
    }
  }

  private static Verb patchVerb(MergeRuleType type, JsonNode value) {
    for (Verb verb : List.of(Verb.SET, Verb.INCREMENT, Verb.ADD, Verb.APPEND, Verb.APPLY)) {
      if (type.verbs().contains(verb)) {
        return verb;
      }
    }
    return value.equals(BooleanNode.FALSE) ? Verb.DISABLE : Verb.ENABLE;
  }
}

package io.tidemark.app.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.definition.ValueExpression.Constant;
import io.tidemark.domain.merge.InvalidWrite;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.MergeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what one verb does to some declared fields: those of a state, or those of a map's values
 * inside {@code put}.
 */
final class OperationReader {
  /** Every verb that takes fields, as the file spells it. */
  static final List<String> VERBS =
      Choices.of(Verb.class).stream().filter(verb -> !verb.equals("delete")).toList();

  private static final String REQUIRED = "required";
  private static final String KEY = "key";
  private static final Constant NOTHING = new Constant(NullNode.getInstance());

  /** Empty when the declaration itself is broken: then nothing is said about fields. */
  private final Optional<Map<String, FieldDefinition>> fields;

  OperationReader(Map<String, FieldDefinition> fields) {
    this(Optional.of(fields));
  }

  private OperationReader(Optional<Map<String, FieldDefinition>> fields) {
    this.fields = fields;
  }

  /** One operation per field that stands under the verb. */
  Stream<Operation> read(Section section, String key, boolean required) {
    Verb verb = Verb.valueOf(key.toUpperCase(Locale.ROOT));
    Element body = section.entries().get(key);
    boolean switches = verb == Verb.ENABLE || verb == Verb.DISABLE;
    if (switches && !body.isMap()) {
      return body.items().stream().flatMap(item -> named(verb, item));
    }
    return body
        .section("a map from field to value" + (switches ? ", a field, or a list of fields" : ""))
        .map(under -> under(verb, under, required))
        .orElse(List.of())
        .stream();
  }

  private Stream<Operation> named(Verb verb, Element item) {
    return item
        .text("a field, or a list of fields")
        .flatMap(name -> declared(verb, name, item::refuse))
        .map(field -> new Operation(verb, field.name(), always(), List.of()))
        .stream();
  }

  private List<Operation> under(Verb verb, Section section, boolean required) {
    boolean declared = fields.filter(known -> known.containsKey(REQUIRED)).isPresent();
    boolean all = required;
    if (!declared) {
      all |= section.find(REQUIRED).flatMap(Element::flag).orElse(false);
    }
    List<Operation> operations = new ArrayList<>();
    if (section.entries().keySet().stream().allMatch(name -> !declared && name.equals(REQUIRED))) {
      section.element().refuse("no field; allowed: one or more, each with its value");
    }
    for (Map.Entry<String, Element> entry : section.entries().entrySet()) {
      if (declared || !entry.getKey().equals(REQUIRED)) {
        operation(verb, entry.getKey(), entry.getValue(), all).ifPresent(operations::add);
      }
    }
    return operations;
  }

  private Optional<Operation> operation(Verb verb, String name, Element element, boolean required) {
    Optional<FieldDefinition> field = declared(verb, name, element::refuseKey);
    if (verb == Verb.PUT) {
      return put(name, field, element, required);
    }
    if (verb == Verb.ENABLE || verb == Verb.DISABLE) {
      if (!element.flag().orElse(true)) {
        element.expect("true, or the field's name alone");
      }
      return Optional.of(new Operation(verb, name, always(), List.of()));
    }
    Optional<ValueExpression> value = Expressions.read(element, required);
    checkConstant(verb, field, value, element);
    return value.map(expression -> new Operation(verb, name, expression, List.of()));
  }

  private Optional<Operation> put(
      String name, Optional<FieldDefinition> field, Element element, boolean required) {
    Optional<Section> body = element.section("a map with the key " + KEY + " and operations");
    if (body.isEmpty()) {
      return Optional.empty();
    }
    Section section = body.get();
    List<String> allowed = new ArrayList<>(List.of(KEY));
    allowed.addAll(VERBS);
    allowed.add(REQUIRED);
    section.allowOnly(allowed);
    boolean all = section.find(REQUIRED).flatMap(Element::flag).orElse(false) || required;
    Optional<Element> keyElement = section.require(KEY, "the map's key, such as /productId");
    Optional<ValueExpression> key = keyElement.flatMap(found -> Expressions.read(found, all));
    keyElement.ifPresent(found -> checkConstant(Verb.PUT, field, key, found));
    OperationReader inner =
        new OperationReader(
            field.filter(found -> !FieldsReader.isBroken(found)).map(FieldDefinition::value));
    List<Operation> nested =
        section.entries().keySet().stream()
            .filter(VERBS::contains)
            .flatMap(verb -> inner.read(section, verb, all))
            .toList();
    return Optional.of(new Operation(Verb.PUT, name, key.orElse(NOTHING), nested));
  }

  private static Constant always() {
    return new Constant(BooleanNode.TRUE);
  }

  private interface Report {
    void say(String message);
  }

  /** The field, when it is declared, takes the verb, and was not reported before. */
  private Optional<FieldDefinition> declared(Verb verb, String name, Report report) {
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    FieldDefinition field = fields.get().get(name);
    if (field == null) {
      report.say(
          Element.quoted(name)
              + " is no declared field; "
              + Choices.tell(name, fields.get().keySet()));
      return Optional.empty();
    }
    if (FieldsReader.isBroken(field)) {
      return Optional.empty();
    }
    List<String> verbs = Choices.of(Verb.class).stream().filter(takenBy(field)::contains).toList();
    if (!verbs.contains(Choices.spelled(verb))) {
      report.say(
          "the field %s merges by %s and does not take %s; allowed: %s"
              .formatted(name, field.rule(), Choices.spelled(verb), String.join(", ", verbs)));
      return Optional.empty();
    }
    return Optional.of(field);
  }

  private static List<String> takenBy(FieldDefinition field) {
    return MergeRules.find(field.rule()).orElseThrow().verbs().stream()
        .map(Choices::spelled)
        .toList();
  }

  /** A constant that the rule cannot take would fail with every event: it is refused here. */
  private static void checkConstant(
      Verb verb,
      Optional<FieldDefinition> field,
      Optional<ValueExpression> value,
      Element element) {
    if (field.isEmpty()
        || FieldsReader.holdsBroken(field.get())
        || !(value.orElse(null) instanceof Constant constant)) {
      return;
    }
    JsonNode node = constant.value();
    List<String> order = field.get().order();
    if (!order.isEmpty() && !(node.isValueNode() && order.contains(node.asText()))) {
      element.refuse("found " + element.found() + "; " + Choices.tell(node.asText(), order));
      return;
    }
    MergeRule rule = MergeRules.fields(Map.of("", field.get())).get("");
    if (node.isNull() && !rule.takesNull()) {
      element.expect("a value; %s takes no null".formatted(field.get().rule()));
      return;
    }
    try {
      rule.accept(verb, node);
    } catch (InvalidWrite e) {
      element.refuse("%s %s".formatted(field.get().rule(), e.getMessage()));
    }
  }
}

package io.tidemark.app.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.definition.ValueExpression.Attribute;
import io.tidemark.domain.definition.ValueExpression.Constant;
import io.tidemark.domain.definition.ValueExpression.Pointer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The documented example, key by key. */
class CartsExampleTest {
  private static final String PREFIX = "com.example.cart.";

  @Test
  void loadsTheDocumentedExample() throws Exception {
    Path file = Path.of(getClass().getResource("/definition/carts.yaml").toURI());
    List<AggregateDefinition> definitions = AggregatesFile.load(file);

    AggregateDefinition cart = definitions.get(0);
    assertEquals(expected(), cart);
    assertEquals(1, definitions.size());
    assertEquals(
        List.of("customer", "status", "coupons", "points", "items", "notes"),
        new ArrayList<>(cart.state().keySet()));
    assertEquals(new ArrayList<>(expected().events().keySet()), keys(cart.events()));
    assertEquals(
        List.of("customer", "status", "total_points"),
        keys(cart.projections().get("carts").columns()));
  }

  private static List<String> keys(Map<String, ?> map) {
    return new ArrayList<>(map.keySet());
  }

  private static AggregateDefinition expected() {
    return new AggregateDefinition(
        "cart",
        List.of("shop.carts"),
        InputFormat.cloudEvents(),
        new Attribute("subject", false),
        SequencePolicy.contiguousFrom(1),
        new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, 1000),
        LatePolicy.FOLD,
        state(),
        events(),
        OtherwisePolicy.IGNORE,
        new EmitDefinition("shop.cart-state", "io.tidemark.cart.state", "/tidemark/cart"),
        Map.of("carts", new ProjectionDefinition("carts", columns())));
  }

  private static Map<String, FieldDefinition> state() {
    Map<String, FieldDefinition> state = new LinkedHashMap<>();
    state.put("customer", FieldDefinition.of("customer", "lww"));
    state.put(
        "status",
        new FieldDefinition(
            "status",
            "rank",
            List.of("OPEN", "CHECKED_OUT", "PAID", "SHIPPED"),
            Integer.MAX_VALUE,
            Map.of(),
            Optional.empty()));
    state.put("coupons", FieldDefinition.of("coupons", "set"));
    state.put("points", FieldDefinition.of("points", "counter"));
    Map<String, FieldDefinition> value = new LinkedHashMap<>();
    value.put("quantity", FieldDefinition.of("quantity", "counter"));
    value.put("price", FieldDefinition.of("price", "lww"));
    state.put(
        "items",
        new FieldDefinition("items", "map", List.of(), Integer.MAX_VALUE, value, Optional.empty()));
    state.put(
        "notes", new FieldDefinition("notes", "log", List.of(), 100, Map.of(), Optional.empty()));
    return state;
  }

  private static Map<String, List<Operation>> events() {
    Map<String, List<Operation>> events = new LinkedHashMap<>();
    events.put(
        PREFIX + "Created",
        List.of(
            operation(Verb.SET, "customer", pointer("/customerId")),
            operation(Verb.SET, "status", text("OPEN"))));
    events.put(
        PREFIX + "ItemAdded",
        List.of(
            operation(
                Verb.PUT,
                "items",
                pointer("/productId"),
                operation(Verb.INCREMENT, "quantity", pointer("/quantity")),
                operation(Verb.SET, "price", pointer("/price")))));
    events.put(
        PREFIX + "ItemRemoved", List.of(operation(Verb.REMOVE, "items", pointer("/productId"))));
    events.put(PREFIX + "CouponUsed", List.of(operation(Verb.ADD, "coupons", pointer("/code"))));
    events.put(
        PREFIX + "PointsEarned", List.of(operation(Verb.INCREMENT, "points", pointer("/amount"))));
    events.put(PREFIX + "NoteAdded", List.of(operation(Verb.APPEND, "notes", pointer("/text"))));
    events.put(PREFIX + "CheckedOut", List.of(operation(Verb.SET, "status", text("CHECKED_OUT"))));
    events.put(
        PREFIX + "Deleted",
        List.of(operation(Verb.DELETE, "", new Constant(NullNode.getInstance()))));
    return events;
  }

  private static Map<String, Column> columns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("customer", new Column(JsonPointer.compile("/customer"), ColumnType.TEXT, true));
    columns.put("status", new Column(JsonPointer.compile("/status"), ColumnType.TEXT, true));
    columns.put(
        "total_points", new Column(JsonPointer.compile("/points"), ColumnType.BIGINT, false));
    return columns;
  }

  private static Operation operation(
      Verb verb, String field, ValueExpression value, Operation... nested) {
    return new Operation(verb, field, value, List.of(nested));
  }

  private static ValueExpression pointer(String pointer) {
    return new Pointer(JsonPointer.compile(pointer), false);
  }

  private static ValueExpression text(String text) {
    return new Constant(TextNode.valueOf(text));
  }
}

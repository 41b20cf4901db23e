package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.NullNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An aggregate type that has every rule, two levels of maps, and one event type per operation. */
final class Definitions {
  private Definitions() {}

  static AggregateDefinition everyRule(SequencePolicy sequence, int hold) {
    Map<String, FieldDefinition> inner = new LinkedHashMap<>();
    inner.put("quantity", FieldDefinition.of("quantity", "counter"));
    inner.put("price", FieldDefinition.of("price", "lww"));
    inner.put("tags", FieldDefinition.of("tags", "set"));
    inner.put("open", FieldDefinition.of("open", "flag"));
    inner.put("banned", FieldDefinition.of("banned", "rw-set"));
    inner.put("names", FieldDefinition.of("names", "mv"));
    Map<String, FieldDefinition> middle = new LinkedHashMap<>(inner);
    middle.put("parts", map("parts", inner));
    Map<String, FieldDefinition> state = new LinkedHashMap<>();
    state.put("customer", FieldDefinition.of("customer", "lww"));
    state.put(
        "status",
        new FieldDefinition(
            "status",
            "rank",
            List.of("OPEN", "PAID", "SHIPPED"),
            Integer.MAX_VALUE,
            Map.of(),
            Optional.empty()));
    state.put("coupons", FieldDefinition.of("coupons", "set"));
    state.put("members", FieldDefinition.of("members", "rw-set"));
    state.put("title", FieldDefinition.of("title", "mv"));
    state.put("active", FieldDefinition.of("active", "flag"));
    state.put("visible", FieldDefinition.of("visible", "dw-flag"));
    state.put("seen", FieldDefinition.of("seen", "g-set"));
    state.put("points", FieldDefinition.of("points", "counter"));
    state.put("views", FieldDefinition.of("views", "g-counter"));
    state.put("highest", FieldDefinition.of("highest", "max"));
    state.put("lowest", FieldDefinition.of("lowest", "min"));
    state.put(
        "notes", new FieldDefinition("notes", "log", List.of(), 4, Map.of(), Optional.empty()));
    state.put("items", map("items", middle));
    return new AggregateDefinition(
        "thing",
        List.of("things"),
        InputFormat.cloudEvents(),
        new ValueExpression.Attribute("subject", false),
        sequence,
        new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, hold),
        LatePolicy.FOLD,
        state,
        events(),
        OtherwisePolicy.IGNORE,
        EmitDefinition.defaults("thing", "thing-state"),
        Map.of());
  }

  /** One event type for each operation, and some of several. */
  private static Map<String, List<Operation>> events() {
    Map<String, List<Operation>> events = new LinkedHashMap<>();
    List<Operation> nested =
        List.of(plain(Verb.INCREMENT, "quantity", "/n"), plain(Verb.SET, "price", "/v"));
    Operation put = put("items", "/k", nested);
    Operation tagPut = put("items", "/k", List.of(plain(Verb.ADD, "tags", "/v")));
    Operation untagPut = put("items", "/k", List.of(plain(Verb.REMOVE, "tags", "/v")));
    Operation deepPut = put("items", "/k", List.of(put("parts", "/v", nested)));
    Operation deepRemove = put("items", "/k", List.of(plain(Verb.REMOVE, "parts", "/v")));
    Operation remove = plain(Verb.REMOVE, "items", "/k");
    Operation delete =
        new Operation(Verb.DELETE, "", new ValueExpression.Constant(NullNode.instance), List.of());
    List<List<Operation>> types =
        new ArrayList<>(
            List.of(
                List.of(plain(Verb.SET, "customer", "/v")),
                List.of(plain(Verb.SET, "status", "/s")),
                List.of(plain(Verb.ADD, "coupons", "/v"), plain(Verb.ADD, "seen", "/v")),
                List.of(plain(Verb.REMOVE, "coupons", "/v")),
                List.of(plain(Verb.INCREMENT, "points", "/n")),
                List.of(
                    plain(Verb.DECREMENT, "points", "/n"), plain(Verb.INCREMENT, "views", "/n")),
                List.of(plain(Verb.SET, "highest", "/n"), plain(Verb.SET, "lowest", "/n")),
                List.of(plain(Verb.APPEND, "notes", "/v")),
                List.of(put),
                List.of(put, tagPut),
                List.of(untagPut),
                List.of(deepPut),
                List.of(deepRemove),
                List.of(remove),
                List.of(remove, put),
                List.of(put, remove),
                List.of(delete),
                List.of(plain(Verb.ADD, "members", "/v"), plain(Verb.SET, "title", "/v")),
                List.of(plain(Verb.REMOVE, "members", "/v")),
                List.of(plain(Verb.ENABLE, "active", "/v"), plain(Verb.ENABLE, "visible", "/v")),
                List.of(plain(Verb.DISABLE, "active", "/v"), plain(Verb.DISABLE, "visible", "/v")),
                List.of(
                    put(
                        "items",
                        "/k",
                        List.of(
                            plain(Verb.ENABLE, "open", "/v"),
                            plain(Verb.ADD, "banned", "/v"),
                            plain(Verb.SET, "names", "/v")))),
                List.of(
                    put(
                        "items",
                        "/k",
                        List.of(
                            plain(Verb.DISABLE, "open", "/v"),
                            plain(Verb.REMOVE, "banned", "/v"),
                            plain(Verb.SET, "names", "/n")))),
                List.of(delete, put, plain(Verb.SET, "customer", "/v"))));
    for (int i = 0; i < types.size(); i++) {
      events.put("type" + i, types.get(i));
    }
    return events;
  }

  private static FieldDefinition map(String name, Map<String, FieldDefinition> value) {
    return new FieldDefinition(name, "map", List.of(), Integer.MAX_VALUE, value, Optional.empty());
  }

  private static Operation plain(Verb verb, String field, String pointer) {
    return new Operation(verb, field, pointer(pointer), List.of());
  }

  private static Operation put(String field, String key, List<Operation> nested) {
    return new Operation(Verb.PUT, field, pointer(key), nested);
  }

  private static ValueExpression pointer(String text) {
    return new ValueExpression.Pointer(JsonPointer.compile(text), false);
  }
}

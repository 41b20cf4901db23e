package io.tidemark.load.faults;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.model.ReferenceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares every row of every projection with what the reference model says. */
final class ProjectionJudge {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final List<AggregateDefinition> definitions;
  private final Map<AggregateKey, ReferenceState> states;

  ProjectionJudge(List<AggregateDefinition> definitions, Map<AggregateKey, ReferenceState> states) {
    this.definitions = definitions;
    this.states = states;
  }

  /** What differs now; the projections follow the output, so it may be looked at once more. */
  List<String> differences(Connection connection) throws SQLException {
    List<String> differences = new ArrayList<>();
    for (AggregateDefinition definition : definitions) {
      for (ProjectionDefinition projection : definition.projections().values()) {
        Map<String, JsonNode> rows = rows(connection, projection.name());
        states.forEach(
            (key, state) -> {
              if (key.type().equals(definition.type())) {
                compare(key, state, projection, rows.remove(key.id()), differences);
              }
            });
        rows.keySet()
            .forEach(id -> differences.add(projection.name() + " has a row of the unknown " + id));
      }
    }
    return differences;
  }

  private static Map<String, JsonNode> rows(Connection connection, String projection)
      throws SQLException {
    Map<String, JsonNode> rows = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select id, to_jsonb(p)::text from projection_" + projection + " p")) {
      while (result.next()) {
        rows.put(result.getString(1), MAPPER.readTree(result.getString(2)));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compare(
      AggregateKey key,
      ReferenceState state,
      ProjectionDefinition projection,
      JsonNode row,
      List<String> differences) {
    String where = projection.name() + "/" + key.id() + ": ";
    boolean expected = state.version() > 0 && !state.deleted();
    boolean present = row != null && !row.path("deleted").asBoolean();
    if (expected != present) {
      differences.add(where + (expected ? "has no row" : "has a row"));
    }
    if (!expected || !present) {
      return;
    }
    if (row.path("version").asLong() != state.version()) {
      differences.add(where + "version " + row.path("version") + " instead of " + state.version());
      return;
    }
    projection
        .columns()
        .forEach(
            (name, column) -> {
              JsonNode wanted = state.state().at(column.from().toString());
              if (!isSame(wanted, row.path(name))) {
                differences.add(where + name + " is " + row.path(name) + " instead of " + wanted);
              }
            });
  }

  private static boolean isSame(JsonNode wanted, JsonNode actual) {
    if (wanted.isNull() || wanted instanceof MissingNode) {
      return actual.isNull();
    }
    return wanted.equals(
        (left, right) -> {
          boolean numbers = left.isNumber() && right.isNumber();
          boolean same =
              numbers
                  ? left.decimalValue().compareTo(right.decimalValue()) == 0
                  : left.equals(right);
          return same ? 0 : 1;
        },
        actual);
  }
}

package io.tidemark.persistence.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.projection.ProjectionQuery.Function;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import io.tidemark.persistence.projection.ProjectionQuery.SortKey;
import io.tidemark.persistence.projection.ProjectionQuery.Total;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Answers queries from a projection's table; rows of deleted aggregates do not show. */
final class ProjectionReader {
  /**
   * How long one query may take, in seconds; a scan of a large table must not hold a connection.
   */
  private static final int TIMEOUT = 10;

  private static final JsonNodeFactory NODES = ExactJson.mapper().getNodeFactory();

  private final DataSource dataSource;
  private final ProjectionTable table;

  ProjectionReader(DataSource dataSource, ProjectionTable table) {
    this.dataSource = dataSource;
    this.table = table;
  }

  ProjectionPage read(ProjectionQuery query) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return read(connection, query);
    }
  }

  /**
   * Reads when the table is that far. Both in one transaction: it sees one state of the table, and
   * the lock that it takes keeps the table from being exchanged for one that is less far.
   */
  Optional<ProjectionPage> read(ProjectionQuery query, RequiredRow required) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      int isolation = connection.getTransactionIsolation();
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try {
        Map<String, Long> versions = versions(connection, List.of(required.id()));
        return required.isReached(Optional.ofNullable(versions.get(required.id())))
            ? Optional.of(read(connection, query))
            : Optional.empty();
      } finally {
        restore(connection, isolation);
      }
    }
  }

  private static void restore(Connection connection, int isolation) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
      connection.setTransactionIsolation(isolation);
    } catch (SQLException broken) {
      // The pool gives a connection up after some failures. What failed is told, not this.
    }
  }

  /** The versions of some rows, also of deleted aggregates; those without a row are left out. */
  Map<String, Long> versions(Collection<String> ids) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return versions(connection, ids);
    }
  }

  private Map<String, Long> versions(Connection connection, Collection<String> ids)
      throws SQLException {
    Map<String, String> asked = new HashMap<>();
    ids.forEach(id -> asked.put(StoredText.of(id), id));
    String select =
        "select \"id\", \"version\" from " + table.quotedName() + " where \"id\" = any (?)";
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setQueryTimeout(TIMEOUT);
      statement.setArray(1, connection.createArrayOf("text", asked.keySet().toArray()));
      Map<String, Long> versions = new HashMap<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          versions.put(asked.get(result.getString(1)), result.getLong(2));
        }
      }
      return versions;
    }
  }

  private ProjectionPage read(Connection connection, ProjectionQuery query) throws SQLException {
    ProjectionSelect select = ProjectionSelect.of(table, query);
    List<ObjectNode> items = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(select.sql())) {
      statement.setQueryTimeout(TIMEOUT);
      for (int index = 0; index < select.values().size(); index++) {
        statement.setString(index + 1, select.values().get(index));
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          items.add(item(query, result));
        }
      }
    }
    if (items.size() <= query.limit()) {
      return new ProjectionPage(items, Optional.empty());
    }
    List<ObjectNode> page = items.subList(0, query.limit());
    return new ProjectionPage(page, Optional.of(cursor(query, page.get(page.size() - 1))));
  }

  private static String cursor(ProjectionQuery query, ObjectNode last) {
    List<Optional<String>> values = new ArrayList<>();
    for (SortKey key : query.order()) {
      JsonNode value =
          last.get(query.view() == ProjectionView.GROUPS ? "value" : key.column().name());
      values.add(value.isNull() ? Optional.empty() : Optional.of(value.asText()));
    }
    return ProjectionCursor.encode(query.fingerprint(), new Position(values));
  }

  private ObjectNode item(ProjectionQuery query, ResultSet result) throws SQLException {
    return switch (query.view()) {
      case ROWS -> row(result);
      case COUNT -> NODES.objectNode().put("count", result.getLong(1));
      case GROUPS -> group(query, result);
    };
  }

  private ObjectNode row(ResultSet result) throws SQLException {
    ObjectNode item = NODES.objectNode();
    item.put("id", result.getString(1));
    item.put("version", result.getLong(2));
    item.set("updated_at", value(result, 3, ColumnType.TIMESTAMPTZ));
    // By position: the driver looks names up without regard to case.
    int position = 4;
    for (Map.Entry<String, Column> column : table.definition().columns().entrySet()) {
      item.set(column.getKey(), value(result, position++, column.getValue().type()));
    }
    return item;
  }

  private static ObjectNode group(ProjectionQuery query, ResultSet result) throws SQLException {
    ObjectNode item = NODES.objectNode();
    item.set("value", value(result, 1, query.order().get(0).column().type()));
    item.put("count", result.getLong(2));
    int position = 3;
    for (Total total : query.totals()) {
      // A sum of 64 bits may need more.
      ColumnType type =
          total.function() == Function.SUM ? ColumnType.NUMERIC : total.column().type();
      item.withObjectProperty(total.function().name().toLowerCase(Locale.ROOT))
          .set(total.column().name(), value(result, position++, type));
    }
    return item;
  }

  private static JsonNode value(ResultSet result, int position, ColumnType type)
      throws SQLException {
    JsonNode node =
        switch (type) {
          case TEXT -> NODES.textNode(result.getString(position));
          case BIGINT -> NODES.numberNode(result.getLong(position));
          case INTEGER -> NODES.numberNode(result.getInt(position));
          case NUMERIC -> decimal(result.getBigDecimal(position));
          case BOOLEAN -> NODES.booleanNode(result.getBoolean(position));
          case TIMESTAMPTZ -> timestamp(result.getObject(position, OffsetDateTime.class));
          case DATE -> date(result.getObject(position, LocalDate.class));
          case JSONB -> json(result.getString(position));
        };
    return node == null || result.wasNull() ? NODES.nullNode() : node;
  }

  private static JsonNode decimal(BigDecimal value) {
    return value == null ? null : NODES.numberNode(value);
  }

  private static JsonNode timestamp(OffsetDateTime value) {
    return value == null ? null : NODES.textNode(value.toInstant().toString());
  }

  private static JsonNode date(LocalDate value) {
    return value == null ? null : NODES.textNode(value.toString());
  }

  private static JsonNode json(String value) {
    try {
      return value == null ? null : ExactJson.mapper().readTree(value);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("PostgreSQL gave jsonb that cannot be read", broken);
    }
  }
}

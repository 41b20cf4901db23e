package io.tidemark.persistence.projection;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows and offsets of one projection, together or not at all, into the table it was opened
 * for: when that table was dropped or made anew meanwhile, it writes nothing. Otherwise offsets of
 * the old table could be committed beside the new one, whose beginning would then stay empty.
 */
public final class ProjectionWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionWriter.class);

  /** The longest id, in bytes of UTF-8, that a primary key holds with room to spare. */
  static final int MAXIMUM_ID_BYTES = 2_000;

  private final DataSource dataSource;
  private final ProjectionTable table;
  private final long objectId;
  private final List<Map.Entry<String, Column>> columns;
  private final String upsert;
  private final LongAdder unconvertible = new LongAdder();
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  ProjectionWriter(DataSource dataSource, ProjectionTable table, long objectId) {
    this.dataSource = dataSource;
    this.table = table;
    this.objectId = objectId;
    this.columns = List.copyOf(table.definition().columns().entrySet());
    this.upsert = upsert();
  }

  /**
   * Where to read on.
   *
   * @return the next offset of each partition that was read before; others start at the beginning
   */
  public Map<Integer, Long> offsets(Collection<Integer> partitions) throws SQLException {
    String select =
        "select \"partition\", \"offset\" from projection_offset"
            + " where projection = ? and topic = ? and \"partition\" = any (?)";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(select)) {
      query.setString(1, table.offsets());
      query.setString(2, table.topic());
      query.setArray(3, connection.createArrayOf("int4", partitions.toArray()));
      Map<Integer, Long> offsets = new HashMap<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          offsets.put(result.getInt(1), result.getLong(2));
        }
      }
      return offsets;
    }
  }

  /**
   * Writes a batch in one transaction. Of several versions of one aggregate the newest counts.
   *
   * @param rows in any order; a row older than the table's changes nothing
   * @param offsets the next offset of each partition that the batch was read from
   * @throws ProjectionReplacedException when the table is not the one this writer was opened for
   */
  public void write(Collection<ProjectionRow> rows, Map<Integer, Long> offsets)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Collection<ProjectionRow> newest = newest(rows);
        if (!newest.isEmpty()) {
          writeRows(connection, newest);
        }
        if (!offsets.isEmpty()) {
          writeOffsets(connection, offsets);
        }
        // Last: the insert holds a lock on its table by now, so this is the table it went to.
        if (!ProjectionSchema.objectId(connection, table).equals(Optional.of(objectId))) {
          throw new ProjectionReplacedException(table.name());
        }
        connection.commit();
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      }
    }
  }

  /** How many values could not be held by their column and were left null, since the opening. */
  public long unconvertible() {
    return unconvertible.sum();
  }

  /** Sorted by id, so that two nodes that write the same rows lock them in the same order. */
  private Collection<ProjectionRow> newest(Collection<ProjectionRow> rows) {
    Map<String, ProjectionRow> newest = new TreeMap<>();
    for (ProjectionRow row : rows) {
      String id = StoredText.of(row.id());
      if (StoredText.length(id) > MAXIMUM_ID_BYTES) {
        report("id", "it is longer than " + MAXIMUM_ID_BYTES + " bytes; its row is left out");
      } else {
        newest.merge(id, row, (one, other) -> other.version() >= one.version() ? other : one);
      }
    }
    return newest.values();
  }

  private void writeRows(Connection connection, Collection<ProjectionRow> rows)
      throws SQLException {
    String[] ids = new String[rows.size()];
    Long[] versions = new Long[rows.size()];
    Boolean[] deleted = new Boolean[rows.size()];
    String[][] values = new String[columns.size()][rows.size()];
    int index = 0;
    for (ProjectionRow row : rows) {
      ids[index] = StoredText.of(row.id());
      versions[index] = row.version();
      deleted[index] = row.deleted();
      for (int column = 0; column < columns.size(); column++) {
        values[column][index] = row.deleted() ? null : value(columns.get(column), row.state());
      }
      index++;
    }
    try (PreparedStatement statement = connection.prepareStatement(upsert)) {
      statement.setArray(1, connection.createArrayOf("text", ids));
      statement.setArray(2, connection.createArrayOf("int8", versions));
      statement.setArray(3, connection.createArrayOf("bool", deleted));
      for (int column = 0; column < columns.size(); column++) {
        statement.setArray(4 + column, connection.createArrayOf("text", values[column]));
      }
      statement.executeUpdate();
    }
  }

  private void writeOffsets(Connection connection, Map<Integer, Long> offsets) throws SQLException {
    String statementText =
        "insert into projection_offset (projection, topic, \"partition\", \"offset\")"
            + " select ?, ?, p, o from unnest(?::integer[], ?::bigint[]) as r (p, o)"
            + " on conflict (projection, topic, \"partition\")"
            + " do update set \"offset\" = excluded.\"offset\"";
    // Sorted for the same reason as the rows.
    Map<Integer, Long> sorted = new TreeMap<>(offsets);
    try (PreparedStatement statement = connection.prepareStatement(statementText)) {
      statement.setString(1, table.offsets());
      statement.setString(2, table.topic());
      statement.setArray(3, connection.createArrayOf("int4", sorted.keySet().toArray()));
      statement.setArray(4, connection.createArrayOf("int8", sorted.values().toArray()));
      statement.executeUpdate();
    }
  }

  private String value(Map.Entry<String, Column> column, JsonNode state) {
    JsonNode node = state == null ? null : state.at(column.getValue().from());
    if (node == null || node.isMissingNode() || node.isNull()) {
      return null;
    }
    Optional<String> text = ColumnText.fromState(column.getValue().type(), node);
    if (text.isEmpty()) {
      report(
          column.getKey(),
          "a value is no "
              + ColumnText.sqlName(column.getValue().type())
              + "; the column is left null");
    }
    return text.orElse(null);
  }

  private void report(String column, String reason) {
    unconvertible.increment();
    if (reported.add(column)) {
      LOG.warn(
          "Projection {}, {}: {} (said once; counted from now on)",
          table.definition().name(),
          column,
          reason);
    }
  }

  private String upsert() {
    List<String> names = new ArrayList<>(List.of("version", "deleted", "updated_at"));
    StringBuilder selected = new StringBuilder("i, v, d, now()");
    StringBuilder parameters = new StringBuilder("?::text[], ?::bigint[], ?::boolean[]");
    StringBuilder aliases = new StringBuilder("i, v, d");
    for (int index = 0; index < columns.size(); index++) {
      names.add(columns.get(index).getKey());
      selected
          .append(", c")
          .append(index)
          .append("::")
          .append(ColumnText.sqlName(columns.get(index).getValue().type()));
      parameters.append(", ?::text[]");
      aliases.append(", c").append(index);
    }
    StringBuilder inserted = new StringBuilder("\"id\"");
    StringBuilder updates = new StringBuilder();
    for (String name : names) {
      String quoted = ProjectionTable.quoted(name);
      inserted.append(", ").append(quoted);
      updates
          .append(updates.isEmpty() ? "" : ", ")
          .append(quoted)
          .append(" = excluded.")
          .append(quoted);
    }
    return "insert into %s as t (%s) select %s from unnest(%s) as r (%s)"
            .formatted(table.quotedName(), inserted, selected, parameters, aliases)
        + " on conflict (\"id\") do update set "
        + updates
        + " where excluded.\"version\" >= t.\"version\"";
  }
}

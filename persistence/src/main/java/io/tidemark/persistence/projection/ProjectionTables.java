package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * One projection in PostgreSQL: a row per aggregate in a table made from the aggregates file. Rows
 * and the offsets they come from are committed together; a row gives way only to the same or a
 * newer version. Every method blocks. Safe for use by several threads and nodes.
 */
public final class ProjectionTables {
  private static final String UNDEFINED_TABLE = "42P01";

  private final DataSource dataSource;
  private final ProjectionTable table;
  private final ProjectionReader reader;

  /**
   * @param dataSource connections to a database that has the table {@code projection_offset}
   * @param definition the projection; its names become the table's
   * @param topic the ECST topic it is made from
   * @throws IllegalArgumentException when a name cannot be one in PostgreSQL or is taken
   */
  public ProjectionTables(DataSource dataSource, ProjectionDefinition definition, String topic) {
    this.dataSource = dataSource;
    this.table = new ProjectionTable(definition, topic);
    this.reader = new ProjectionReader(dataSource, table);
  }

  public ProjectionDefinition definition() {
    return table.definition();
  }

  /**
   * Makes the table when it is missing, and anew when it was made for other columns. A table that
   * was made has no offsets: it is filled from the beginning of the topic.
   *
   * @return a writer for the table as it stands now
   */
  public ProjectionWriter open() throws SQLException {
    return new ProjectionWriter(
        dataSource, table, new ProjectionSchema(dataSource, table).ensure());
  }

  /**
   * Answers a query.
   *
   * @param view what is asked for
   * @param parameters names and values as the query string has them, decoded, in its order
   * @throws InvalidQueryException when a name, value or cursor is not accepted
   * @throws SQLException when the database cannot answer, also while the table is being made
   */
  public ProjectionPage query(ProjectionView view, List<Map.Entry<String, String>> parameters)
      throws SQLException {
    return reader.read(ProjectionQueryParser.parse(table.definition(), view, parameters));
  }

  /**
   * Answers a query if the table is as far as required.
   *
   * @return empty when it is not yet
   * @throws InvalidQueryException as above
   * @throws SQLException as above, but not while the table is missing: then it is not yet as far
   */
  public Optional<ProjectionPage> query(
      ProjectionView view, List<Map.Entry<String, String>> parameters, RequiredRow required)
      throws SQLException {
    ProjectionQuery query = ProjectionQueryParser.parse(table.definition(), view, parameters);
    try {
      return reader.read(query, required);
    } catch (SQLException failure) {
      if (isMissing(failure)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /**
   * How far some rows are.
   *
   * @return the version by id; also of deleted aggregates, but not of those without a row
   */
  public Map<String, Long> versions(Collection<String> ids) throws SQLException {
    try {
      return reader.versions(ids);
    } catch (SQLException failure) {
      if (isMissing(failure)) {
        return Map.of();
      }
      throw failure;
    }
  }

  /** Whether an aggregate of this id can have a row. */
  public static boolean holds(String id) {
    return StoredText.length(StoredText.of(id)) <= ProjectionWriter.MAXIMUM_ID_BYTES;
  }

  private static boolean isMissing(SQLException failure) {
    return UNDEFINED_TABLE.equals(failure.getSQLState());
  }
}

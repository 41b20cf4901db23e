package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * One projection in PostgreSQL: a row per aggregate in a table made from the aggregates file. Rows
 * and the offsets they come from are committed together; a row gives way only to the same or a
 * newer version. Every method blocks. Safe for use by several threads and nodes.
 */
public final class ProjectionTables {
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
   * @param parameters names and values as the query string has them, decoded, in its order
   * @throws InvalidQueryException when a name, value or cursor is not accepted
   * @throws SQLException when the database cannot answer, also while the table is being made
   */
  public ProjectionPage query(List<Map.Entry<String, String>> parameters) throws SQLException {
    return reader.read(ProjectionQueryParser.parse(table.definition(), parameters));
  }
}

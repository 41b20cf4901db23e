package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.persistence.projection.ProjectionSchema.Standing;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * One projection in PostgreSQL: a row per aggregate in a table made from the aggregates file. Rows
 * and the offsets they come from are committed together; a row gives way only to the same or a
 * newer version. Every method blocks. Safe for use by several threads and nodes.
 *
 * <p>When the file has changed, the table with the former columns is kept up and served, while one
 * with the new columns is filled beside it; then they are exchanged.
 */
public final class ProjectionTables {
  private static final String UNDEFINED_TABLE = "42P01";

  /**
   * What a query of columns that another table has is refused with: they are gone, or others, or of
   * other types than when the connection prepared the same statement; then it prepares it anew.
   */
  private static final Set<String> OTHER_COLUMNS =
      Set.of("42703", "42883", "42804", "42846", "0A000");

  /**
   * So many connections may have prepared the same statement for the former table, and a few times
   * the tables may be exchanged meanwhile.
   */
  private static final int TRIES = 20;

  private final DataSource dataSource;
  private final ProjectionTable table;
  private final ProjectionSchema schema;

  /** The table that queries are meant for, as far as is known. */
  private volatile ProjectionTable serving;

  /**
   * @param dataSource connections to a database that has the table {@code projection_offset}
   * @param definition the projection; its names become the table's
   * @param topic the ECST topic it is made from
   * @throws IllegalArgumentException when a name cannot be one in PostgreSQL or is taken
   */
  public ProjectionTables(DataSource dataSource, ProjectionDefinition definition, String topic) {
    this.dataSource = dataSource;
    this.table = new ProjectionTable(definition, topic);
    this.schema = new ProjectionSchema(dataSource, table);
    this.serving = table;
  }

  /** As the file has it. */
  public ProjectionDefinition definition() {
    return table.definition();
  }

  /** Where it is made from. */
  public String topic() {
    return table.topic();
  }

  /**
   * Makes the table when it is missing. A table that was made has no offsets: it is filled from the
   * beginning of the topic. One that was made for other columns stays as it is.
   *
   * @return a writer for the table as it stands now
   */
  public ProjectionWriter open() throws SQLException {
    Standing standing = schema.ensure();
    serving = standing.table();
    return new ProjectionWriter(dataSource, standing.table(), standing.objectId());
  }

  /**
   * Makes a table for the file's columns beside one that has others, unless it is there.
   *
   * @return a writer for it; empty when there is no need of it
   */
  public Optional<ProjectionWriter> openRebuilding() throws SQLException {
    return schema
        .ensureRebuilding()
        .map(beside -> new ProjectionWriter(dataSource, beside.table(), beside.objectId()));
  }

  /** Looks whether the table has other columns than the file. */
  public boolean isOutdated() throws SQLException {
    Optional<Standing> standing = schema.standing();
    standing.ifPresent(found -> serving = found.table());
    return standing.isPresent() && !schema.isCurrent(standing.get());
  }

  /**
   * Exchanges the table for the one that was filled beside it, when that is no less far.
   *
   * @return whether that is done; else it may be tried again
   */
  public boolean exchange() throws SQLException {
    boolean exchanged = schema.exchange();
    if (exchanged) {
      serving = table;
    }
    return exchanged;
  }

  /** By how many offsets the table beside is less far than the present one. */
  public long rebuildingBehind() throws SQLException {
    return schema.behind();
  }

  /** The next offset of each partition that the table was filled from. */
  public Map<Integer, Long> offsets() throws SQLException {
    return schema.offsets(table);
  }

  /** The next offset of each partition that the table beside was filled from. */
  public Map<Integer, Long> rebuildingOffsets() throws SQLException {
    return schema.offsets(table.rebuilding());
  }

  /**
   * Answers a query.
   *
   * @param view what is asked for
   * @param parameters names and values as the query string has them, decoded, in its order
   * @throws InvalidQueryException when a name, value or cursor is not accepted
   * @throws ProjectionRebuildingException when it will be accepted once the table was exchanged
   * @throws SQLException when the database cannot answer, also while the table is being made
   */
  public ProjectionPage query(ProjectionView view, List<Map.Entry<String, String>> parameters)
      throws SQLException {
    return answer(view, parameters, ProjectionReader::read);
  }

  /**
   * Answers a query if the table is as far as required.
   *
   * @return empty when it is not yet
   * @throws InvalidQueryException as above
   * @throws ProjectionRebuildingException as above
   * @throws SQLException as above, but not while the table is missing: then it is not yet as far
   */
  public Optional<ProjectionPage> query(
      ProjectionView view, List<Map.Entry<String, String>> parameters, RequiredRow required)
      throws SQLException {
    try {
      return answer(view, parameters, (reader, query) -> reader.read(query, required));
    } catch (SQLException failure) {
      if (UNDEFINED_TABLE.equals(failure.getSQLState())) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private interface Reading<T> {
    T read(ProjectionReader reader, ProjectionQuery query) throws SQLException;
  }

  private <T> T answer(
      ProjectionView view, List<Map.Entry<String, String>> parameters, Reading<T> reading)
      throws SQLException {
    for (int left = TRIES; ; left--) {
      ProjectionTable asked = serving;
      try {
        return reading.read(
            new ProjectionReader(dataSource, asked), parse(asked, view, parameters));
      } catch (SQLException failure) {
        String state = failure.getSQLState();
        if (left == 1 || state == null || !OTHER_COLUMNS.contains(state)) {
          throw failure;
        }
        // The tables were exchanged since it was last looked.
        serving = schema.standing().map(Standing::table).orElseThrow(() -> failure);
      }
    }
  }

  private ProjectionQuery parse(
      ProjectionTable asked, ProjectionView view, List<Map.Entry<String, String>> parameters) {
    try {
      return ProjectionQueryParser.parse(asked.definition(), view, parameters);
    } catch (InvalidQueryException refused) {
      if (asked.definition().equals(table.definition())) {
        throw refused;
      }
      // What is no query of the new columns either is refused for that.
      ProjectionQueryParser.parse(table.definition(), view, parameters);
      throw new ProjectionRebuildingException(table.definition().name());
    }
  }

  /**
   * How far some rows are.
   *
   * @return the version by id; also of deleted aggregates, but not of those without a row
   */
  public Map<String, Long> versions(Collection<String> ids) throws SQLException {
    try {
      return new ProjectionReader(dataSource, table).versions(ids);
    } catch (SQLException failure) {
      if (UNDEFINED_TABLE.equals(failure.getSQLState())) {
        return Map.of();
      }
      throw failure;
    }
  }

  /** Whether an aggregate of this id can have a row. */
  public static boolean holds(String id) {
    return StoredText.length(StoredText.of(id)) <= ProjectionWriter.MAXIMUM_ID_BYTES;
  }
}

package io.tidemark.app.wiring;

import io.tidemark.persistence.projection.ProjectionRow;
import io.tidemark.persistence.projection.ProjectionTables;
import io.tidemark.persistence.projection.ProjectionWriter;
import io.tidemark.streams.projection.ProjectionRepository;
import io.tidemark.streams.projection.StateRow;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A projection's stream writes to its table. */
public final class JdbcProjectionRepository implements ProjectionRepository {
  private final Opening opening;

  private interface Opening {
    ProjectionWriter open() throws SQLException;
  }

  /** Writes to the table that is served. */
  public JdbcProjectionRepository(ProjectionTables tables) {
    this(tables::open);
  }

  private JdbcProjectionRepository(Opening opening) {
    this.opening = opening;
  }

  /** Writes to the table that is filled beside the one that is served. */
  public static JdbcProjectionRepository rebuilding(ProjectionTables tables) {
    return new JdbcProjectionRepository(
        () ->
            tables
                .openRebuilding()
                .orElseThrow(() -> new IllegalStateException("the table has its columns already")));
  }

  @Override
  public Session open() throws SQLException {
    return new WriterSession(opening.open());
  }

  private record WriterSession(ProjectionWriter writer) implements Session {
    @Override
    public Map<Integer, Long> offsets(Collection<Integer> partitions) throws SQLException {
      return writer.offsets(partitions);
    }

    @Override
    public void write(List<StateRow> rows, Map<Integer, Long> offsets) throws SQLException {
      List<ProjectionRow> converted =
          rows.stream()
              .map(row -> new ProjectionRow(row.id(), row.version(), row.deleted(), row.state()))
              .toList();
      writer.write(converted, offsets);
    }
  }
}

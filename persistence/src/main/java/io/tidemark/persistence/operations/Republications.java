package io.tidemark.persistence.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * How far the aggregates of each type have been told to announce their state again. One run at a
 * time is at work on a type; one that falls silent is taken over where it stood. Blocking.
 */
public final class Republications {
  /** After so long without a word a run has been interrupted. */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  private static final String INTERRUPTED =
      "updated_at < now() - interval '" + SILENCE.toSeconds() + " seconds'";

  private static final String BEGIN =
      "insert into republication as r (aggregate_type, run, sent, after_id, started_at, updated_at)"
          + " values (?, ?::uuid, 0, '', now(), now()) on conflict (aggregate_type) do update set"
          + " run = excluded.run, updated_at = excluded.updated_at, finished_at = null,"
          + " sent = case when r.finished_at is null then r.sent else 0 end,"
          + " after_id = case when r.finished_at is null then r.after_id else '' end,"
          + " total = case when r.finished_at is null then r.total end,"
          + " started_at = case when r.finished_at is null then r.started_at else now() end"
          + " where r.finished_at is not null or r."
          + INTERRUPTED
          + " returning after_id";

  private static final String COUNT =
      "update republication set updated_at = now(), total = (select count(*) from event_journal"
          + " where sequence_number = 1 and starts_with(persistence_id, ?))"
          + " where aggregate_type = ? and run = ?::uuid returning total";

  /** Along the journal's primary key. */
  private static final String NEXT =
      "select persistence_id from event_journal where sequence_number = 1 and persistence_id > ?"
          + " and starts_with(persistence_id, ?) order by persistence_id limit ?";

  private static final String ADVANCE =
      "update republication set updated_at = now(), sent = sent + ?, after_id = ?,"
          + " finished_at = case when ? then now() end"
          + " where aggregate_type = ? and run = ?::uuid returning run";

  private static final String PROGRESS =
      "select total, sent, started_at, updated_at, finished_at, finished_at is null and "
          + INTERRUPTED
          + " as interrupted from republication where aggregate_type = ?";

  private final Queries queries;

  public Republications(DataSource dataSource) {
    this.queries = new Queries(dataSource);
  }

  /**
   * A right to work on a type.
   *
   * @param type the aggregate type
   * @param id which of all runs it is
   * @param after the persistence id after which it goes on
   */
  public record Run(String type, UUID id, String after) {
    /** The same, further on. */
    public Run at(String persistenceId) {
      return new Run(type, id, persistenceId);
    }

    /** What the persistence ids of the type start with. */
    private String prefix() {
      return type + "|";
    }

    /** The aggregate that a persistence id of the type is of. */
    public String aggregateId(String persistenceId) {
      return persistenceId.substring(prefix().length());
    }
  }

  /**
   * How far a type is.
   *
   * @param total how many aggregates there were at the start; empty until they are counted
   * @param sent how many were told
   * @param finishedAt empty until all were
   * @param interrupted whether nobody is at work though not all were told
   */
  public record Progress(
      Optional<Long> total,
      long sent,
      Instant startedAt,
      Instant updatedAt,
      Optional<Instant> finishedAt,
      boolean interrupted) {}

  /**
   * Begins anew, or goes on where an interrupted run stood.
   *
   * @return empty while another run is at work
   */
  public Optional<Run> begin(String type) {
    UUID id = UUID.randomUUID();
    return queries
        .find(
            BEGIN,
            statement -> {
              statement.setString(1, type);
              statement.setString(2, id.toString());
            },
            row -> new Run(type, id, row.getString(1)))
        .stream()
        .findFirst();
  }

  /** Counts the aggregates of the type; takes as long as reading the journal's index. */
  public void count(Run run) {
    queries.find(
        COUNT,
        statement -> {
          statement.setString(1, run.prefix());
          statement.setString(2, run.type());
          statement.setString(3, run.id().toString());
        },
        row -> row.getLong(1));
  }

  /** The persistence ids that follow; fewer than asked for when these are the last. */
  public List<String> next(Run run, int most) {
    return queries.find(
        NEXT,
        statement -> {
          statement.setString(1, run.after());
          statement.setString(2, run.prefix());
          statement.setInt(3, most);
        },
        row -> row.getString(1));
  }

  /**
   * Notes that aggregates were told.
   *
   * @param run as it stands now
   * @param sent how many more
   * @param last whether they were the last
   * @return whether the run still has the right to go on
   */
  public boolean advance(Run run, int sent, boolean last) {
    return !queries
        .find(
            ADVANCE,
            statement -> {
              statement.setInt(1, sent);
              statement.setString(2, run.after());
              statement.setBoolean(3, last);
              statement.setString(4, run.type());
              statement.setString(5, run.id().toString());
            },
            row -> row.getString(1))
        .isEmpty();
  }

  /** How far a type is; empty when nobody ever asked for it. */
  public Optional<Progress> progress(String type) {
    return queries
        .find(PROGRESS, statement -> statement.setString(1, type), Republications::progress)
        .stream()
        .findFirst();
  }

  private static Progress progress(ResultSet row) throws SQLException {
    long total = row.getLong("total");
    return new Progress(
        row.wasNull() ? Optional.empty() : Optional.of(total),
        row.getLong("sent"),
        row.getTimestamp("started_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        Optional.ofNullable(row.getTimestamp("finished_at")).map(Timestamp::toInstant),
        row.getBoolean("interrupted"));
  }
}

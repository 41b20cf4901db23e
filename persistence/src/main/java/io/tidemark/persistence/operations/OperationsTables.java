package io.tidemark.persistence.operations;

import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.sequencing.Gap;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** The tables of dead letters and open gaps. Blocking. */
public final class OperationsTables {
  private static final String FORGET_GAPS =
      "delete from open_gap where aggregate_type = ? and aggregate_id = any (?)";
  private static final String OPEN_GAP =
      "insert into open_gap (aggregate_type, aggregate_id, source, from_sequence, to_sequence,"
          + " since, decides_start, deadline, waiting, before_topic, before_partition,"
          + " before_offset, after_topic, after_partition, after_offset)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " on conflict do nothing";

  /** A gap that is due is due again only after a while, should its record come to nothing. */
  private static final String TAKE_DUE =
      "update open_gap set deadline = now() + interval '10 seconds' where"
          + " (aggregate_type, aggregate_id, source, from_sequence) in"
          + " (select aggregate_type, aggregate_id, source, from_sequence from open_gap"
          + " where deadline <= now() and aggregate_type = ? order by deadline limit ?"
          + " for update skip locked)"
          + " returning aggregate_id, source, to_sequence, decides_start";

  private final Transactions transactions;

  public OperationsTables(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /** A gap whose time has run out. */
  public record DueGap(String aggregateId, String source, long to, boolean decidesStart) {}

  /** Keeps dead letters; one that is kept already stays as it is, one that was settled too. */
  public void keep(List<DeadLetter> letters) {
    if (!letters.isEmpty()) {
      transactions.run(connection -> new DeadLetterRows(connection).add(letters));
    }
  }

  /** Counts another attempt at dead letters, and keeps what was wrong this time. */
  public void keepAgain(List<DeadLetter> letters) {
    if (!letters.isEmpty()) {
      transactions.run(
          connection -> {
            int written = 0;
            // One by one: the same may be among them twice.
            for (DeadLetter letter : letters) {
              written += new DeadLetterRows(connection).addAttempt(letter);
            }
            return written;
          });
    }
  }

  /** Forgets dead letters that are none any longer, and will be none when they are read again. */
  public void forget(Collection<String> ids) {
    if (!ids.isEmpty()) {
      transactions.run(connection -> DeadLetterTable.settle(connection, ids));
    }
  }

  /** The ids of a type's aggregates that have open gaps on record. */
  public Set<String> aggregatesWithGaps(String type) {
    return transactions.run(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select distinct aggregate_id from open_gap where aggregate_type = ?")) {
            statement.setString(1, type);
            Set<String> ids = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                ids.add(rows.getString(1));
              }
            }
            return ids;
          }
        });
  }

  /**
   * Replaces the open gaps of some aggregates of a type, by id.
   *
   * @param partitions where these aggregates may be
   * @param owner the node that says so
   * @throws IllegalStateException when one of the partitions is another node's
   */
  public void replaceGaps(
      String type,
      Map<String, List<Gap>> gaps,
      GapPolicy policy,
      Set<Integer> partitions,
      String owner) {
    transactions.run(
        connection -> {
          PartitionOwnerTable.hold(connection, type, partitions, owner);
          try (PreparedStatement statement = connection.prepareStatement(FORGET_GAPS)) {
            statement.setString(1, type);
            statement.setArray(
                2, connection.createArrayOf("text", gaps.keySet().toArray(new String[0])));
            statement.executeUpdate();
          }
          try (PreparedStatement statement = connection.prepareStatement(OPEN_GAP)) {
            int rows = 0;
            for (Map.Entry<String, List<Gap>> entry : gaps.entrySet()) {
              for (Gap gap : entry.getValue()) {
                bind(statement, type, entry.getKey(), gap, policy);
                statement.addBatch();
                rows++;
              }
            }
            return rows == 0 ? new int[0] : statement.executeBatch();
          }
        });
  }

  private static void bind(
      PreparedStatement statement, String type, String id, Gap gap, GapPolicy policy)
      throws SQLException {
    boolean ends = policy.then() == GapPolicy.Then.SKIP || gap.undecidedStart();
    statement.setString(1, type);
    statement.setString(2, id);
    statement.setString(3, gap.source());
    statement.setLong(4, gap.from());
    statement.setLong(5, gap.to());
    statement.setTimestamp(6, Timestamp.from(gap.since()));
    statement.setBoolean(7, gap.undecidedStart());
    statement.setTimestamp(8, ends ? Timestamp.from(gap.since().plus(policy.waiting())) : null);
    statement.setLong(9, gap.waiting());
    bind(statement, 10, gap.before());
    bind(statement, 13, gap.after());
  }

  private static void bind(PreparedStatement statement, int at, Position position)
      throws SQLException {
    statement.setString(at, position == null ? null : position.topic());
    statement.setObject(at + 1, position == null ? null : position.partition(), Types.INTEGER);
    statement.setObject(at + 2, position == null ? null : position.offset(), Types.BIGINT);
  }

  /** The gaps of a type whose time has run out. */
  public List<DueGap> takeDueGaps(String type, int limit) {
    return transactions.run(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(TAKE_DUE)) {
            statement.setString(1, type);
            statement.setInt(2, limit);
            List<DueGap> due = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                due.add(
                    new DueGap(
                        rows.getString(1), rows.getString(2), rows.getLong(3), rows.getBoolean(4)));
              }
            }
            return due;
          }
        });
  }
}

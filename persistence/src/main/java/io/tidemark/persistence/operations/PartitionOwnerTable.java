package io.tidemark.persistence.operations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Which node may announce the aggregates of a type's partitions. Blocking. */
public final class PartitionOwnerTable {
  private static final String OWNERS =
      "select partition, owner from partition_owner"
          + " where aggregate_type = ? and partition = any (?) and owner is not null";
  private static final String REPLACE =
      "insert into partition_owner as known (aggregate_type, partition, owner) values (?, ?, ?)"
          + " on conflict (aggregate_type, partition) do update"
          + " set owner = excluded.owner, since = now()"
          + " where known.owner is not distinct from ?";
  private static final String RELEASE =
      "update partition_owner set owner = null, since = now()"
          + " where aggregate_type = ? and partition = any (?) and owner = ?";
  private static final String HELD =
      "select count(*) from (select 1 from partition_owner"
          + " where aggregate_type = ? and partition = any (?) and owner = ? for share) held";

  private final Transactions transactions;
  private final String type;

  public PartitionOwnerTable(DataSource dataSource, String type) {
    this.transactions = new Transactions(dataSource);
    this.type = type;
  }

  /** The owners of those partitions that have one. */
  public Map<Integer, String> of(Set<Integer> partitions) {
    return transactions.run(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(OWNERS)) {
            statement.setString(1, type);
            statement.setArray(2, connection.createArrayOf("integer", partitions.toArray()));
            Map<Integer, String> owners = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                owners.put(rows.getInt(1), rows.getString(2));
              }
            }
            return owners;
          }
        });
  }

  /**
   * Gives partitions a new owner where the owner is still the expected one, or none.
   *
   * @return those that have it now
   */
  public Set<Integer> replace(
      Set<Integer> partitions, Map<Integer, String> expected, String owner) {
    return transactions.run(
        connection -> {
          Set<Integer> replaced = new HashSet<>();
          try (PreparedStatement statement = connection.prepareStatement(REPLACE)) {
            // In one order, so that two nodes never wait for each other.
            for (int partition : partitions.stream().sorted().toList()) {
              statement.setString(1, type);
              statement.setInt(2, partition);
              statement.setString(3, owner);
              statement.setString(4, expected.get(partition));
              if (statement.executeUpdate() == 1) {
                replaced.add(partition);
              }
            }
          }
          return replaced;
        });
  }

  /** Leaves without an owner those that are this one's. */
  public void release(Set<Integer> partitions, String owner) {
    transactions.run(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            bind(statement, type, partitions, owner);
            return statement.executeUpdate();
          }
        });
  }

  /**
   * Keeps the owner of partitions from changing until the transaction ends.
   *
   * @throws SQLException when one of them has another owner already
   */
  static void hold(Connection connection, String type, Set<Integer> partitions, String owner)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(HELD)) {
      bind(statement, type, partitions, owner);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        if (rows.getInt(1) < partitions.size()) {
          throw new SQLException("some of the partitions " + partitions + " are another node's");
        }
      }
    }
  }

  private static void bind(
      PreparedStatement statement, String type, Set<Integer> partitions, String owner)
      throws SQLException {
    statement.setString(1, type);
    statement.setArray(2, statement.getConnection().createArrayOf("integer", partitions.toArray()));
    statement.setString(3, owner);
  }
}

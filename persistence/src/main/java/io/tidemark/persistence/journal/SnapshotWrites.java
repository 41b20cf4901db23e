package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.serialization.SerializationExtension;
import slick.jdbc.JdbcBackend;

/**
 * Saves and deletes snapshots of many aggregates together. Aggregates that get their events in turn
 * reach their snapshots in turn, thousands of them within a second: with a transaction for each
 * save and one for each delete all else would wait behind them.
 */
final class SnapshotWrites {
  /** So much of the heap one statement takes, or a single snapshot that is larger. */
  private static final int BYTES_TOGETHER = 4 * 1024 * 1024;

  private final JdbcBackend.JdbcDatabaseDef database;
  private final SnapshotRows rows;
  private final Gathering<Saving> saves;
  private final Gathering<Deleting> deletes;

  SnapshotWrites(ActorSystem system, JdbcBackend.JdbcDatabaseDef database) {
    this.database = database;
    rows = new SnapshotRows(SerializationExtension.get(system));
    saves = Recoveries.gathering(system, this::save);
    deletes = Recoveries.gathering(system, this::delete);
  }

  /** Who wants a snapshot saved, and whether that was done. */
  private static final class Saving implements Gathering.Question {
    private final SnapshotMetadata metadata;
    private final Object snapshot;
    private final ActorRef by;
    private boolean answered;

    Saving(SnapshotMetadata metadata, Object snapshot, ActorRef by) {
      this.metadata = metadata;
      this.snapshot = snapshot;
      this.by = by;
    }

    void done() {
      answer(new SaveSnapshotSuccess(metadata));
    }

    @Override
    public void refuse(Throwable cause) {
      answer(new SaveSnapshotFailure(metadata, cause));
    }

    private void answer(SnapshotProtocol.Response answer) {
      if (!answered) {
        answered = true;
        by.tell(answer, ActorRef.noSender());
      }
    }
  }

  private record Deleting(SnapshotRows.Old old, ActorRef by) implements Gathering.Question {
    void done() {
      by.tell(new DeleteSnapshotsSuccess(old.criteria()), ActorRef.noSender());
    }

    @Override
    public void refuse(Throwable cause) {
      by.tell(new DeleteSnapshotsFailure(old.criteria(), cause), ActorRef.noSender());
    }
  }

  /** Saves, and tells whoever asked. */
  void save(SnapshotProtocol.SaveSnapshot save, ActorRef by) {
    SnapshotMetadata asked = save.metadata();
    SnapshotMetadata metadata =
        SnapshotMetadata.apply(
            asked.persistenceId(), asked.sequenceNr(), System.currentTimeMillis());
    saves.ask(new Saving(metadata, save.snapshot(), by));
  }

  /** Whether {@link #delete} does what is asked: sequence numbers alone say which. */
  static boolean isOfNumbers(SnapshotSelectionCriteria criteria) {
    return criteria.minTimestamp() == 0 && criteria.maxTimestamp() == Long.MAX_VALUE;
  }

  /** Deletes, and tells whoever asked. */
  void delete(SnapshotProtocol.DeleteSnapshots delete, ActorRef by) {
    deletes.ask(new Deleting(new SnapshotRows.Old(delete.persistenceId(), delete.criteria()), by));
  }

  /** One that cannot be serialized is refused alone. Blocking. */
  private void save(List<Saving> together) throws SQLException {
    List<Saving> part = new ArrayList<>();
    List<SnapshotRows.Row> partRows = new ArrayList<>();
    long bytes = 0;
    for (Saving saving : together) {
      SnapshotRows.Row row;
      try {
        row = rows.row(saving.metadata, saving.snapshot);
      } catch (Exception unfit) {
        // Scala does not declare the one that says that there is no serializer.
        saving.refuse(unfit);
        continue;
      }
      part.add(saving);
      partRows.add(row);
      bytes += row.payload().length;
      if (bytes >= BYTES_TOGETHER) {
        save(part, partRows);
        part.clear();
        partRows.clear();
        bytes = 0;
      }
    }
    if (!part.isEmpty()) {
      save(part, partRows);
    }
  }

  private void save(List<Saving> part, List<SnapshotRows.Row> partRows) throws SQLException {
    try (Connection connection = database.source().createConnection()) {
      rows.save(connection, partRows);
    }
    part.forEach(Saving::done);
  }

  /** All or, when it fails, none. Blocking. */
  private void delete(List<Deleting> together) throws SQLException {
    try (Connection connection = database.source().createConnection()) {
      rows.delete(connection, together.stream().map(Deleting::old).toList());
    }
    together.forEach(Deleting::done);
  }
}

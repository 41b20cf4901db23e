package io.tidemark.persistence.journal;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.persistence.jdbc.snapshot.JdbcSnapshotStore;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import scala.Option;
import scala.PartialFunction;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend;

/**
 * Pekko's JDBC snapshot store, but for the question that each aggregate asks when it wakes: which
 * is its latest one. Those of many aggregates go to the database together, and each is answered at
 * once when it comes back: no futures and messages in between.
 */
public final class AggregateSnapshots extends JdbcSnapshotStore {
  private static final String LATEST =
      "select distinct on (persistence_id) persistence_id, sequence_number, created,"
          + " snapshot_ser_id, snapshot_ser_manifest, snapshot_payload from snapshot"
          + " where persistence_id = any (?) order by persistence_id, sequence_number desc";

  private final JdbcBackend.JdbcDatabaseDef database;
  private final Serialization serialization;
  private final Gathering<Asked> latest;

  private record Asked(String persistenceId, ActorRef by) implements Gathering.Question {

    void answer(SnapshotProtocol.Response answer) {
      by.tell(answer, ActorRef.noSender());
    }

    @Override
    public void refuse(Throwable cause) {
      answer(new SnapshotProtocol.LoadSnapshotFailed(cause));
    }
  }

  /** As Pekko Persistence makes it, by its name in the configuration. */
  public AggregateSnapshots(Config config) {
    super(config);
    SlickExtensionImpl databases = (SlickExtensionImpl) SlickExtension.get(context().system());
    database = databases.database(config).database();
    serialization = SerializationExtension.get(context().system());
    latest = Recoveries.gathering(context().system(), this::answer);
  }

  @Override
  public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
    if (message instanceof SnapshotProtocol.LoadSnapshot load && isForLatest(load)) {
      latest.ask(new Asked(load.persistenceId(), sender()));
    } else {
      super.aroundReceive(receive, message);
    }
  }

  /** Whether it is what every aggregate that wakes asks. */
  private static boolean isForLatest(SnapshotProtocol.LoadSnapshot load) {
    return load.toSequenceNr() == Long.MAX_VALUE
        && load.criteria().equals(SnapshotSelectionCriteria.latest());
  }

  /** All or, when it fails, none. Blocking. */
  private void answer(List<Asked> asked) throws SQLException {
    Map<String, SnapshotProtocol.Response> found = find(asked);
    asked.forEach(one -> one.answer(found.getOrDefault(one.persistenceId(), result(null))));
  }

  private Map<String, SnapshotProtocol.Response> find(List<Asked> asked) throws SQLException {
    Map<String, SnapshotProtocol.Response> found = new HashMap<>();
    Object[] ids = asked.stream().map(Asked::persistenceId).toArray();
    try (Connection connection = database.source().createConnection();
        PreparedStatement select = connection.prepareStatement(LATEST)) {
      select.setArray(1, connection.createArrayOf("text", ids));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString(1), snapshot(rows));
        }
      }
    }
    return found;
  }

  /** One that cannot be read is its aggregate's failure alone. */
  private SnapshotProtocol.Response snapshot(ResultSet row) throws SQLException {
    SnapshotMetadata which =
        SnapshotMetadata.apply(row.getString(1), row.getLong(2), row.getLong(3));
    Try<Object> saved = serialization.deserialize(row.getBytes(6), row.getInt(4), row.getString(5));
    return saved.isSuccess()
        ? result(new SelectedSnapshot(which, saved.get()))
        : new SnapshotProtocol.LoadSnapshotFailed(saved.failed().get());
  }

  /**
   * @param snapshot null when there is none
   */
  private static SnapshotProtocol.Response result(SelectedSnapshot snapshot) {
    return new SnapshotProtocol.LoadSnapshotResult(Option.apply(snapshot), Long.MAX_VALUE);
  }
}

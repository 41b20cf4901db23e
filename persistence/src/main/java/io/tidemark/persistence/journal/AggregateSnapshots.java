package io.tidemark.persistence.journal;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.persistence.jdbc.snapshot.JdbcSnapshotStore;
import org.apache.pekko.serialization.SerializationExtension;
import scala.Option;
import scala.PartialFunction;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;

/**
 * Pekko's JDBC snapshot store, but for what each aggregate asks: which is its latest snapshot when
 * it wakes, to save a new one and to delete those before it. That of many aggregates goes to the
 * database together, and each is answered at once when it comes back: no futures and messages in
 * between.
 */
public final class AggregateSnapshots extends JdbcSnapshotStore {
  private final JdbcBackend.JdbcDatabaseDef database;
  private final LatestSnapshots snapshots;
  private final Gathering<Asked> latest;
  private final SnapshotWrites writes;

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
    snapshots = new LatestSnapshots(SerializationExtension.get(context().system()));
    latest = Recoveries.gathering(context().system(), this::answer);
    writes = new SnapshotWrites(context().system(), database);
  }

  @Override
  public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
    if (message instanceof SnapshotProtocol.LoadSnapshot load && isForLatest(load)) {
      latest.ask(new Asked(load.persistenceId(), sender()));
    } else if (message instanceof SnapshotProtocol.SaveSnapshot save) {
      writes.save(save, sender());
    } else if (message instanceof SnapshotProtocol.DeleteSnapshots delete
        && SnapshotWrites.isOfNumbers(delete.criteria())) {
      writes.delete(delete, sender());
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
    Map<String, LatestSnapshots.Found> found;
    try (Connection connection = database.source().createConnection()) {
      found = snapshots.find(connection, asked.stream().map(Asked::persistenceId).toList());
    }
    asked.forEach(one -> one.answer(response(found.get(one.persistenceId()))));
  }

  /** One that cannot be read is its aggregate's failure alone. */
  private static SnapshotProtocol.Response response(LatestSnapshots.Found found) {
    if (found == null) {
      return result(null);
    }
    return found.saved().isSuccess()
        ? result(new SelectedSnapshot(found.metadata(), found.saved().get()))
        : new SnapshotProtocol.LoadSnapshotFailed(found.saved().failed().get());
  }

  /**
   * @param snapshot null when there is none
   */
  private static SnapshotProtocol.Response result(SelectedSnapshot snapshot) {
    return new SnapshotProtocol.LoadSnapshotResult(Option.apply(snapshot), Long.MAX_VALUE);
  }
}

package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import slick.jdbc.JdbcBackend;

/**
 * Journal and snapshots of many aggregates at once, for who is their only reader and writer while
 * it is at it: rows and snapshots are those that persistent actors read and write.
 */
public final class AggregateStore {
  private final ActorSystem system;
  private final JdbcBackend.JdbcDatabaseDef database;
  private final LatestSnapshots snapshots;
  private final JournalSelect select;
  private final JournalWrites writes;

  /**
   * Gets what is stored of an aggregate: its latest snapshot if it has one, then the rows since.
   */
  public interface Reader {
    /**
     * @param sequenceNumber of the last row in it
     */
    void snapshot(String persistenceId, long sequenceNumber, Object saved);

    /** A row, in their order. */
    void row(String persistenceId, long sequenceNumber, Object event);

    /** Something cannot be read; more of the same aggregate may follow. */
    void unreadable(String persistenceId, Throwable cause);
  }

  private AggregateStore(
      ActorSystem system, JdbcBackend.JdbcDatabaseDef database, Serialization serialization) {
    this.system = system;
    this.database = database;
    this.snapshots = new LatestSnapshots(serialization);
    this.select = new JournalSelect(serialization);
    this.writes = new JournalWrites(database, serialization);
  }

  /** Where the journal of a system is. */
  public static AggregateStore of(ActorSystem system) {
    SlickExtensionImpl databases = (SlickExtensionImpl) SlickExtension.get(system);
    return new AggregateStore(
        system,
        databases.database(system.settings().config().getConfig("jdbc-journal")).database(),
        SerializationExtension.get(system));
  }

  /** Gathers what is to be done with what is stored. */
  public <Q extends Gathering.Question> Gathering<Q> gathering(Gathering.Call<Q> call) {
    return Recoveries.gathering(system, call);
  }

  /** Reads all that is stored of aggregates. Blocking. */
  public void read(Collection<String> persistenceIds, Reader reader) throws SQLException {
    Map<String, Long> firsts = new HashMap<>();
    persistenceIds.forEach(id -> firsts.put(id, 1L));
    try (Connection connection = database.source().createConnection()) {
      for (LatestSnapshots.Found found : snapshots.find(connection, persistenceIds).values()) {
        String id = found.metadata().persistenceId();
        if (found.saved().isSuccess()) {
          firsts.put(id, found.metadata().sequenceNr() + 1);
          reader.snapshot(id, found.metadata().sequenceNr(), found.saved().get());
        } else {
          firsts.remove(id);
          reader.unreadable(id, found.saved().failed().get());
        }
      }
      select.read(connection, firsts, new Rows(reader));
    }
  }

  private record Rows(Reader reader) implements JournalSelect.Reader {
    @Override
    public void row(PersistentRepr row) {
      reader.row(row.persistenceId(), row.sequenceNr(), row.payload());
    }

    @Override
    public void unreadable(String persistenceId, Throwable cause) {
      reader.unreadable(persistenceId, cause);
    }
  }

  /**
   * Writes all rows, or none of an aggregate's. Blocking.
   *
   * @param rows of one aggregate each
   * @return none when all was written; otherwise one for each aggregate, null when its were written
   */
  public List<Throwable> write(List<List<PersistentRepr>> rows) {
    return writes.write(rows);
  }
}

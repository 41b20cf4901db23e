package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slick.jdbc.JdbcBackend;

/** Writes the rows of many aggregates together, where one that is refused refuses only its own. */
final class JournalWrites {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWrites.class);

  private final JdbcBackend.JdbcDatabaseDef database;
  private final JournalRows rows;

  JournalWrites(JdbcBackend.JdbcDatabaseDef database, Serialization serialization) {
    this.database = database;
    this.rows = new JournalRows(serialization);
  }

  /**
   * Writes all rows, or none of a write's. Blocking.
   *
   * @param writes what is to be written all or none
   * @return none when all was written; otherwise one for each write, null when it was written
   */
  List<Throwable> write(List<List<PersistentRepr>> writes) {
    Throwable failure = tryToWrite(writes);
    if (failure == null) {
      return List.of();
    }
    if (writes.size() == 1 || !isOfRows(failure)) {
      LOG.debug("{} writes to the journal failed", writes.size(), failure);
      return writes.stream().map(write -> failure).toList();
    }
    // One of them is wrong, most likely of a writer that is none any longer.
    List<Throwable> failures = new ArrayList<>();
    writes.forEach(write -> failures.add(tryToWrite(List.of(write))));
    return failures;
  }

  /** Whether other rows may have been written, rather than none because the database is away. */
  private static boolean isOfRows(Throwable failure) {
    String state = failure instanceof SQLException e ? e.getSQLState() : null;
    // Class 22 is of data, 23 of constraints; what is no SQL failure is of putting rows together.
    return state == null
        ? !(failure instanceof SQLException)
        : state.startsWith("22") || state.startsWith("23");
  }

  private Throwable tryToWrite(List<List<PersistentRepr>> writes) {
    try {
      List<PersistentRepr> all = new ArrayList<>();
      writes.forEach(all::addAll);
      try (Connection connection = database.source().createConnection()) {
        rows.insert(connection, all);
      }
      return null;
    } catch (SQLException | RuntimeException e) {
      return e;
    }
  }
}

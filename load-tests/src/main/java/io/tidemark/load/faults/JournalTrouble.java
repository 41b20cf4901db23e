package io.tidemark.load.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes PostgreSQL refuse or delay writes to the journal as it does when its disk is full, its
 * transactions block each other, or its disk is slow: by a trigger that brings the very condition
 * about.
 */
final class JournalTrouble implements AutoCloseable {
  private static final String TRIGGER = "tidemark_fault";

  private final Installation installation;

  private JournalTrouble(Installation installation) {
    this.installation = installation;
  }

  static JournalTrouble cause(Installation installation, FaultKind kind) throws SQLException {
    String body =
        switch (kind) {
          case SLOW_COMMITS -> "perform pg_sleep(0.3)";
          case DEADLOCKS ->
              "if random() < 0.3 then perform pg_advisory_xact_lock(1); perform pg_sleep(0.02);"
                  + " perform pg_advisory_xact_lock(2);"
                  + " elsif random() < 0.4 then perform pg_advisory_xact_lock(2);"
                  + " perform pg_sleep(0.02); perform pg_advisory_xact_lock(1); end if";
          case DISK_FULL ->
              "raise exception 'could not extend file: No space left on device'"
                  + " using errcode = 'disk_full'";
          default -> throw new IllegalArgumentException(kind + " is none of the journal's");
        };
    execute(
        installation,
        "create or replace function tidemark_fault() returns trigger language plpgsql as $$ begin "
            + body
            + "; return null; end $$");
    execute(
        installation,
        "create trigger "
            + TRIGGER
            + " before insert on event_journal for each statement"
            + " execute function tidemark_fault()");
    return new JournalTrouble(installation);
  }

  private static void execute(Installation installation, String sql) throws SQLException {
    try (Connection connection = installation.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    execute(installation, "drop trigger if exists " + TRIGGER + " on event_journal");
  }
}

package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.persistence.flow.FlowTable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the events of flows that are older than the settings say. Every node may do it. */
public final class FlowRetention {
  private static final Logger LOG = LoggerFactory.getLogger(FlowRetention.class);

  /** Small enough to hold nobody up, and so many at most in a row: the next turn goes on. */
  private static final int ROWS = 5_000;

  private static final int STATEMENTS = 200;

  private final FlowTable table;
  private final Duration age;

  public FlowRetention(FlowTable table, Settings.Flows settings) {
    this.table = table;
    this.age = Duration.ofDays(settings.retentionDays());
  }

  /** Forgets what is due. Blocking; when the database does not answer, the next turn will do. */
  public void enforce() {
    try {
      for (int statement = 0; statement < STATEMENTS; statement++) {
        if (table.forget(age, ROWS) < ROWS) {
          return;
        }
      }
    } catch (IllegalStateException e) {
      LOG.warn("Old events of flows could not be forgotten: {}", e.getMessage());
    }
  }
}

package io.tidemark.load.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.load.cluster.NodeProcess;
import io.tidemark.load.services.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Brings about what each alert warns of, on real nodes, and has the rules evaluated on what the
 * nodes show meanwhile. One story for all, as starting nodes takes longest; an alert that fires
 * before its own cause is there has failed as much as one that does not fire then.
 *
 * <p>No figure is made up, but times are not the usual ones: see {@link AlertWatch} for how long an
 * alert must hold, {@link #SHORTENED} for the wait of records, {@link WatchedCluster} for how long
 * a node may be unreachable; and the gap's record in the database is dated back an hour.
 */
class AlertsIT {
  /** By alert, what its bound is multiplied by. */
  private static final Map<String, Double> SHORTENED = Map.of("TidemarkLagging", 0.1);

  private static final Duration PATIENCE = Duration.ofSeconds(80);
  private static final int CALM_AGGREGATES = 40;
  private static final int MANY = 11_000;

  /**
   * More than a node has connections, fewer than it has threads that may block; and if each is
   * refused once, that is enough.
   */
  private static final int ASKERS = 11;

  /** By alert, when its cause was brought about. */
  private static final Map<String, Long> CAUSED = new HashMap<>();

  private static Set<String> calm;

  /** By alert, when it fired first. */
  private static Map<String, Long> fired;

  private static WatchedCluster cluster;
  private static AlertWatch watch;

  static Set<String> alerts() throws IOException {
    return AlertRule.all().keySet();
  }

  @BeforeAll
  @Timeout(400)
  static void tellTheStory(@TempDir Path folder) throws Exception {
    Map<String, AlertRule> rules = AlertRule.all();
    SHORTENED.forEach(
        (alert, factor) ->
            rules.computeIfPresent(alert, (name, rule) -> rule.withBoundTimes(factor)));
    try (WatchedCluster started = WatchedCluster.start(folder);
        AlertWatch watching = new AlertWatch(rules.values())) {
      cluster = started;
      watch = watching;
      try {
        allIsWell();
        recordsAndRowsAreWrongAndTheJournalIsSlow();
        theJournalRefuses();
        aTableIsLockedAndAMemberStandsStill();
        kafkaGoesAway();
        nobodyIsLeft();
      } catch (Exception | AssertionError failure) {
        System.err.println(cluster.logs());
        throw failure;
      }
      fired = watch.fired();
    }
  }

  private interface Cause {
    void bringAbout() throws Exception;
  }

  private static void bringAbout(String alert, Cause cause) throws Exception {
    CAUSED.put(alert, AlertWatch.now());
    cause.bringAbout();
  }

  /** Goes on in any case: whether all have fired is for the tests to say. */
  private static void awaitFired(String... alerts) throws InterruptedException {
    watch.awaitFired(Set.of(alerts), PATIENCE);
    for (String alert : alerts) {
      Long when = watch.fired().get(alert);
      System.out.printf(
          "%s: %s%n",
          alert,
          when == null ? "did not fire" : "fired after " + (when - CAUSED.get(alert)) + " ms");
    }
  }

  private static void allIsWell() throws Exception {
    // What a young process does for the first time takes longer than it should: not to be watched.
    cluster.publishMany("order", "calm", CALM_AGGREGATES);
    cluster.publishMany("parcel", "calm", CALM_AGGREGATES);
    for (String projection : List.of("orders", "parcels")) {
      cluster.awaitTrue("count(*) = " + CALM_AGGREGATES + " from projection_" + projection);
    }
    watch.add("first", cluster.firstHttpPort());
    watch.add("second", cluster.secondHttpPort());
    // Some seconds: longer than alerts must hold here.
    watch.awaitLooks(24);
    calm = watch.fired().keySet();
  }

  private static void recordsAndRowsAreWrongAndTheJournalIsSlow() throws Exception {
    int httpPort = Ports.free(1).get(0);
    NodeProcess waiting = cluster.startWithoutBroker(httpPort);
    bringAbout("TidemarkNodeNotReady", () -> watch.add("third", httpPort));
    bringAbout(
        "TidemarkProjectionFails",
        () -> {
          cluster.execute(
              "alter table projection_parcels add constraint by_hand check (version < 0) not valid");
          cluster.publish(Shipping.weighed("parcel", "not-projected", 1));
        });
    bringAbout(
        "TidemarkDeadLetters", () -> cluster.publish(Shipping.garbled("order", "garbled", 1)));
    bringAbout(
        "TidemarkGapsSkipped",
        () -> {
          cluster.publish(Shipping.weighed("parcel", "skipped", 1));
          cluster.publish(Shipping.weighed("parcel", "skipped", 3));
        });
    bringAbout(
        "TidemarkGapStaysOpen",
        () -> {
          cluster.publish(Shipping.weighed("order", "gapped", 1));
          cluster.publish(Shipping.weighed("order", "gapped", 3));
          cluster.awaitTrue("count(*) = 1 from open_gap where aggregate_type = 'order'");
          cluster.execute("update open_gap set since = since - interval '1 hour'");
        });
    bringAbout(
        "TidemarkRecoveryFails",
        () ->
            cluster.execute(
                "insert into event_journal (persistence_id, sequence_number, writer,"
                    + " write_timestamp, event_ser_id, event_ser_manifest, event_payload)"
                    + " select 'order|damaged', 1, writer, write_timestamp, event_ser_id,"
                    + " event_ser_manifest, '\\x00' from event_journal limit 1"));
    bringAbout(
        "TidemarkJournalSlow",
        () -> {
          cluster.onJournalWrites("perform pg_sleep(0.5)");
          cluster.publishMany("parcel", "slow", CALM_AGGREGATES);
        });
    try (Askers askers = Askers.start(1, cluster.firstHttpPort(), "/aggregates/order/damaged")) {
      awaitFired(
          "TidemarkDeadLetters",
          "TidemarkGapsSkipped",
          "TidemarkGapStaysOpen",
          "TidemarkRecoveryFails",
          "TidemarkNodeNotReady",
          "TidemarkProjectionFails",
          "TidemarkJournalSlow");
    }
    cluster.leaveJournalWritesAlone();
    cluster.execute("delete from event_journal where persistence_id = 'order|damaged'");
    cluster.execute("alter table projection_parcels drop constraint by_hand");
    waiting.close();
  }

  private static void theJournalRefuses() throws Exception {
    bringAbout(
        "TidemarkStreamRestarts",
        () ->
            cluster.onJournalWrites(
                "raise exception 'could not extend file: No space left on device'"
                    + " using errcode = 'disk_full'"));
    bringAbout("TidemarkLagging", () -> cluster.publishMany("order", "refused", CALM_AGGREGATES));
    awaitFired("TidemarkStreamRestarts", "TidemarkLagging");
    cluster.leaveJournalWritesAlone();
  }

  private static void aTableIsLockedAndAMemberStandsStill() throws Exception {
    try (Connection holder = cluster.connect();
        Statement lock = holder.createStatement()) {
      holder.setAutoCommit(false);
      lock.execute("lock table projection_orders in access exclusive mode");
      bringAbout("TidemarkProjectionBehind", () -> cluster.publishMany("order", "many", MANY));
      awaitFired("TidemarkProjectionBehind");

      bringAbout("TidemarkMemberUnreachable", cluster.second()::pause);
      // Whoever asks for what is locked keeps a connection, and is told in the end that it failed.
      CAUSED.put("TidemarkDatabaseConnectionsExhausted", AlertWatch.now());
      CAUSED.put("TidemarkHttpErrors", AlertWatch.now());
      try (Askers askers = Askers.start(ASKERS, cluster.firstHttpPort(), "/projections/orders")) {
        awaitFired(
            "TidemarkMemberUnreachable",
            "TidemarkDatabaseConnectionsExhausted",
            "TidemarkHttpErrors");
      }
    }
    cluster.second().kill();
  }

  /** From a node that has nothing to do: it reads nothing, and has nothing to announce. */
  private static void kafkaGoesAway() throws Exception {
    bringAbout("TidemarkKafkaAway", cluster::stopBroker);
    awaitFired("TidemarkKafkaAway");
  }

  private static void nobodyIsLeft() throws Exception {
    bringAbout("TidemarkNodesGone", cluster.first()::kill);
    awaitFired("TidemarkNodesGone");
  }

  @Test
  void whileAllIsWellNoAlertFires() {
    assertEquals(Set.of(), calm);
  }

  @Test
  void everyAlertHasACause() throws IOException {
    assertEquals(new HashSet<>(alerts()), CAUSED.keySet());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void firesWhenItsCauseIsThereAndNotBefore(String alert) {
    Long when = fired.get(alert);
    assertNotNull(when, () -> "it did not fire; there fired " + fired.keySet());
    assertTrue(when >= CAUSED.get(alert), "it fired before its cause was there");
  }
}

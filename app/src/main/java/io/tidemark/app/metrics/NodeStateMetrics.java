package io.tidemark.app.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.tag.TagSet;

/**
 * The state of the node itself: its checks, whether Kafka answers it, its connections, the members
 * it knows.
 */
public final class NodeStateMetrics {
  private final Supplier<Map<String, Boolean>> checks;
  private final BooleanSupplier kafka;
  private final Supplier<Connections> connections;
  private final Supplier<Members> members;
  private final Map<String, Gauge> shownChecks = new HashMap<>();
  private final Gauge ready =
      Kamon.gauge("tidemark.ready", "1 when every check holds").withoutTags();
  private final Gauge kafkaAnswers =
      Kamon.gauge("tidemark.kafka.answers", "1 when Kafka told where partitions stand, asked last")
          .withoutTags();
  private final Gauge active = connections("active");
  private final Gauge idle = connections("idle");
  private final Gauge pending = connections("pending");
  private final Gauge up = members("up");
  private final Gauge unreachable = members("unreachable");

  /**
   * Connections to the database of all but the journal.
   *
   * @param active in use
   * @param idle open and not in use
   * @param pending who waits for one
   */
  public record Connections(int active, int idle, int pending) {}

  /**
   * The other nodes as this one sees them, itself among them.
   *
   * @param up members that share the work
   * @param unreachable of these, who does not answer
   */
  public record Members(int up, int unreachable) {}

  /**
   * @param kafka whether Kafka answered when it was asked last: no check, as reads do not need it
   */
  public NodeStateMetrics(
      Supplier<Map<String, Boolean>> checks,
      BooleanSupplier kafka,
      Supplier<Connections> connections,
      Supplier<Members> members) {
    this.checks = checks;
    this.kafka = kafka;
    this.connections = connections;
    this.members = members;
  }

  private static Gauge connections(String state) {
    return Kamon.gauge("tidemark.database.connections", "Connections to the database, by state")
        .withTag("state", state);
  }

  private static Gauge members(String state) {
    return Kamon.gauge("tidemark.cluster.members", "Members of the cluster, as this node sees it")
        .withTag("state", state);
  }

  /** Looks again. */
  public void report() {
    Map<String, Boolean> now = checks.get();
    now.forEach(
        (name, holds) ->
            shownChecks
                .computeIfAbsent(
                    name,
                    check ->
                        Kamon.gauge("tidemark.check", "1 when a check of readiness holds")
                            .withTags(TagSet.of("check", check)))
                .update(holds ? 1 : 0));
    ready.update(now.containsValue(false) ? 0 : 1);
    kafkaAnswers.update(kafka.getAsBoolean() ? 1 : 0);
    Connections open = connections.get();
    active.update(open.active());
    idle.update(open.idle());
    pending.update(open.pending());
    Members known = members.get();
    up.update(known.up());
    unreachable.update(known.unreachable());
  }
}

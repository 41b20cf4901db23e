package io.tidemark.load.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.load.Eventually;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.EcstTracker;
import io.tidemark.load.demo.Queries;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.services.EmbeddedServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes in processes of their own, which find each other at contact points. Any of them
 * redrives a dead letter. One is killed and another one stopped while events arrive; in the end
 * every state is what it must be, no version went back, and the two come back into the cluster.
 */
class ClusterIT {
  private static final int EVENTS = 20_000;
  private static final int EVENTS_A_SECOND = 800;
  private static final List<String> TYPES = List.of("cart", "order");
  private static final Duration STALL = Duration.ofSeconds(60);

  /** What the node promises; see docs/reliability.md. */
  private static final Duration LONGEST_STAND_STILL = Duration.ofSeconds(25);

  private static final Duration LONGEST_END = Duration.ofSeconds(15);

  private final EventGenerator generator = new EventGenerator(11, EVENTS);
  private final ClusterExpectation expected = new ClusterExpectation(generator);

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void losesNothingWhenANodeIsKilledAndAnotherLeaves() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        LocalCluster cluster = LocalCluster.start(services, folder, 3);
        GroupView groups = new GroupView(services.bootstrapServers(), LocalCluster.GROUP);
        EventPublisher publisher = new EventPublisher(services.bootstrapServers());
        EcstTracker tracker =
            new EcstTracker(
                services.bootstrapServers(),
                Map.of("shop.cart-state", "cart", "shop.order-state", "order"))) {
      try {
        run(cluster, groups, publisher, tracker);
      } catch (Exception | AssertionError failure) {
        cluster.dump(System.err);
        throw failure;
      }
    }
  }

  private void run(
      LocalCluster cluster, GroupView groups, EventPublisher publisher, EcstTracker tracker)
      throws Exception {
    cluster.awaitPlaced(STALL);
    awaitShare(cluster, groups);
    LetterForAll letter = new LetterForAll(cluster.nodes());
    letter.publish(publisher);
    Iterator<ShopEvent> delivery = generator.delivery();
    feed(publisher, delivery, EVENTS * 4 / 10);
    letter.redrive();

    LocalCluster.Node victim = cluster.nodes().get(1);
    StandStill standStill = StandStill.of(groups, TYPES, victim.address());
    victim.process().kill();
    standStill.begin();
    feed(publisher, delivery, EVENTS * 4 / 10);
    standStill.await(STALL);
    System.out.printf(
        "killed: first progress on its partitions after %.1f s, on all of them after %.1f s%n",
        standStill.firstSeconds(), standStill.allSeconds());
    assertTrue(
        standStill.allSeconds() < LONGEST_STAND_STILL.toSeconds(),
        () -> "the dead node's partitions stood still for " + standStill.allSeconds() + " s");

    LocalCluster.Node leaver = cluster.nodes().get(0);
    Leave leave = Leave.of(leaver.process());
    feed(publisher, delivery, Integer.MAX_VALUE);
    OptionalInt exit = leaver.process().awaitExit(LONGEST_END);
    System.out.printf("asked to leave: exit code %s after %.1f s%n", exit, leave.seconds());
    assertEquals(OptionalInt.of(0), exit, "exit code of the node that was asked to leave");
    assertTrue(leave.seconds() < LONGEST_END.toSeconds(), "it took " + leave.seconds() + " s");

    generator.late().forEach(publisher::publish);
    publisher.flush();
    tracker.expect(expected.versions());
    assertTrue(tracker.await(STALL, () -> {}), () -> "behind: " + tracker.describePending(10));
    assertEquals(List.of(), tracker.violations());
    assertEquals(List.of(), expected.differences(tracker.latest()));
    readEverywhere(cluster);
    cluster.requireNoTrouble();
    comeBack(cluster);
  }

  /** Nodes find the cluster that is there, whichever of them formed it. */
  private void comeBack(LocalCluster cluster) throws Exception {
    cluster.restart(0);
    cluster.restart(1);
    Eventually.await(
        "one cluster of all",
        STALL,
        () -> cluster.members(0) == 3 && cluster.members(1) == 3 && cluster.members(2) == 3);
    cluster.awaitPlaced(STALL);
    readEverywhere(cluster);
  }

  /** Every node consumes some partitions of every type; their shards are checked by readiness. */
  private static void awaitShare(LocalCluster cluster, GroupView groups) throws Exception {
    Eventually.await(
        "partitions of every type on every node",
        STALL,
        () -> {
          for (String type : TYPES) {
            for (LocalCluster.Node node : cluster.nodes()) {
              if (groups.partitionsOf(type, node.address()).isEmpty()) {
                return false;
              }
            }
          }
          return true;
        });
    cluster.awaitPlaced(STALL);
  }

  /** Every living node answers for every aggregate, wherever it is. */
  private void readEverywhere(LocalCluster cluster) throws Exception {
    for (LocalCluster.Node node : cluster.nodes()) {
      if (!node.process().isAlive()) {
        continue;
      }
      Queries queries = new Queries(node.httpPort());
      for (AggregateKey key : expected.sample(50)) {
        assertEquals(List.of(), expected.differences(key, queries.aggregate(key)), key.toString());
      }
    }
  }

  /** When a node was asked to leave, and when it had left. */
  private record Leave(long asked, CompletableFuture<Long> left) {
    static Leave of(NodeProcess process) {
      long asked = System.nanoTime();
      CompletableFuture<Long> left = process.onExit().thenApply(ended -> System.nanoTime());
      process.terminate();
      return new Leave(asked, left);
    }

    double seconds() {
      return (left.getNow(System.nanoTime()) - asked) / 1e9;
    }
  }

  private static void feed(EventPublisher publisher, Iterator<ShopEvent> delivery, int most)
      throws InterruptedException {
    long started = System.nanoTime();
    for (int count = 1; count <= most && delivery.hasNext(); count++) {
      publisher.publish(delivery.next());
      if (count % (EVENTS_A_SECOND / 20) == 0) {
        long due = started + count * 1_000_000_000L / EVENTS_A_SECOND;
        long pause = (due - System.nanoTime()) / 1_000_000;
        if (pause > 0) {
          Thread.sleep(pause);
        }
      }
    }
    publisher.flush();
  }
}

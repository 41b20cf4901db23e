package io.tidemark.persistence.aggregate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.external.ExternalShardAllocation;
import org.apache.pekko.cluster.sharding.external.javadsl.ExternalShardAllocationClient;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings shards to this node, where their partitions are consumed, and finds out when they have
 * come. Until then a message to one of their aggregates might go to a node that is dead and not yet
 * known to be, and be lost.
 *
 * <p>A shard is asked for only once the node that has it answers. A node that is dead cannot hand
 * it over, and a coordinator that had asked it to would wait for the answer even when it knows; as
 * soon as it knows, the shard comes to whoever sends to it.
 */
final class ShardPlacement {
  private static final Logger LOG = LoggerFactory.getLogger(ShardPlacement.class);
  private static final Duration ANSWER = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

  private final ActorSystem<?> system;
  private final String type;
  private final ActorRef<AggregateSharding.Routed> region;
  private final ExternalShardAllocationClient locations;
  private final Address here;

  ShardPlacement(ActorSystem<?> system, String type, ActorRef<AggregateSharding.Routed> region) {
    this.system = system;
    this.type = type;
    this.region = region;
    this.locations = ExternalShardAllocation.get(system).getClient(type);
    this.here = Cluster.get(system).selfMember().address();
  }

  /**
   * Asks for the shards of these partitions.
   *
   * @param wanted whether a partition is still consumed here; otherwise the wait ends
   * @return by partition, when its shard is here or no longer wanted
   */
  Map<Integer, CompletionStage<Done>> place(Set<Integer> partitions, IntPredicate wanted) {
    Map<Integer, CompletionStage<Done>> placed = new HashMap<>();
    for (int partition : partitions) {
      Wait wait = new Wait(partition, wanted);
      wait.look();
      placed.put(partition, wait.over);
    }
    return placed;
  }

  private final class Wait {
    private final int partition;
    private final IntPredicate wanted;
    private final CompletableFuture<Done> over = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private long reported = since;
    private boolean wishes;

    Wait(int partition, IntPredicate wanted) {
      this.partition = partition;
      this.wanted = wanted;
    }

    void look() {
      if (!wanted.test(partition)) {
        over.complete(Done.getInstance());
        return;
      }
      AskPattern.<AggregateSharding.Routed, AggregateLane.Located>ask(
              region,
              replyTo -> new AggregateSharding.Routed(partition, new AggregateLane.Locate(replyTo)),
              ANSWER,
              system.scheduler())
          .whenComplete((located, failure) -> found(located));
    }

    private void found(AggregateLane.Located located) {
      if (located == null) {
        again(located);
      } else if (located.address().equals(here.toString())) {
        // Where it stood before must not draw it back.
        wish().whenComplete((wished, failure) -> end(failure));
      } else if (wishes) {
        again(located);
      } else {
        wishes = true;
        wish().whenComplete((wished, failure) -> again(located));
      }
    }

    private CompletionStage<Done> wish() {
      return locations.setShardLocation(Integer.toString(partition), here);
    }

    private void end(Throwable failure) {
      if (failure == null) {
        LOG.debug("shard {} of {} is here", partition, type);
        over.complete(Done.getInstance());
      } else {
        over.completeExceptionally(failure);
      }
    }

    private void again(AggregateLane.Located located) {
      report(located);
      try {
        system.scheduler().scheduleOnce(PAUSE, this::look, system.executionContext());
      } catch (IllegalStateException terminating) {
        over.completeExceptionally(terminating);
      }
    }

    private void report(AggregateLane.Located located) {
      long now = System.nanoTime();
      if (now - reported > REPORT_NANOS) {
        reported = now;
        LOG.warn(
            "partition {} of {} has waited {} s for its shard, which {}",
            partition,
            type,
            Duration.ofNanos(now - since).toSeconds(),
            located == null ? "does not answer" : "is at " + located.address());
      }
    }
  }
}

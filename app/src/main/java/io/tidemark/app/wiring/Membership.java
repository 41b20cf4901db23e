package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.app.StartException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;

/** How a node becomes a member of its cluster: by seed nodes, or by forming one of its own. */
public final class Membership {
  /** As long as the first seed node and this one may start apart from each other. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Membership() {}

  /**
   * Returns when this node is a member.
   *
   * @throws StartException when no seed node has let it in for too long
   */
  public static void join(ActorSystem<?> system, Settings.Cluster settings) throws StartException {
    Cluster cluster = Cluster.get(system);
    CompletableFuture<Done> member = new CompletableFuture<>();
    cluster.registerOnMemberUp(() -> member.complete(Done.getInstance()));
    system
        .getWhenTerminated()
        .whenComplete(
            (done, failure) ->
                member.completeExceptionally(
                    new IllegalStateException("it was refused, or ended; the log says why")));
    if (settings.seedNodes().isEmpty()) {
      cluster.join(cluster.selfAddress());
    } else {
      cluster.joinSeedNodes(addresses(cluster.selfAddress(), settings.seedNodes()));
    }
    await(member, address(system), settings);
  }

  /** HOST:PORT by which the other nodes know this one. */
  public static String address(ActorSystem<?> system) {
    Address address = Cluster.get(system).selfAddress();
    return address.host().get() + ":" + address.port().get();
  }

  /** Whether this node counts among the members that share the work. */
  public static boolean isMember(ActorSystem<?> system) {
    return Cluster.get(system).selfMember().status() == MemberStatus.up();
  }

  private static List<Address> addresses(Address self, List<String> seedNodes) {
    return seedNodes.stream()
        .map(
            node -> {
              int colon = node.lastIndexOf(':');
              return new Address(
                  self.protocol(),
                  self.system(),
                  node.substring(0, colon),
                  Integer.parseInt(node.substring(colon + 1)));
            })
        .toList();
  }

  private static void await(CompletableFuture<Done> member, String self, Settings.Cluster settings)
      throws StartException {
    try {
      member.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new StartException(
          refusal(self, settings, "not within " + PATIENCE.toSeconds() + " s"), e);
    } catch (ExecutionException e) {
      throw new StartException(refusal(self, settings, e.getCause().getMessage()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while joining the cluster", e);
    }
  }

  private static String refusal(String self, Settings.Cluster settings, String reason) {
    return "this node, "
        + self
        + ", did not become a member of the cluster of "
        + String.join(", ", settings.seedNodes())
        + ": "
        + reason
        + ". Does the first of these run, can it be reached, and does it know itself by that very"
        + " address? (tidemark.cluster.seed-nodes, TIDEMARK_CLUSTER_SEED_NODES; of the node itself:"
        + " TIDEMARK_CLUSTER_HOST and _PORT)";
  }
}

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
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node becomes a member of its cluster: by seed nodes, by asking the others at contact points
 * that it was told or that Kubernetes knows, or by forming one of its own.
 */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** As long as the first seed node and this one may start apart from each other. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Membership() {}

  /**
   * Returns when this node is a member. With seed nodes it gives up after a while; else it waits
   * for the others as long as they take: when pods come is not this node's to decide.
   *
   * @throws StartException when no seed node has let it in for too long, or it was refused
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
    if (settings.discovery() instanceof Settings.SeedNodes seeds) {
      if (seeds.nodes().isEmpty()) {
        cluster.join(cluster.selfAddress());
      } else {
        cluster.joinSeedNodes(addresses(cluster.selfAddress(), seeds.nodes()));
      }
      await(member, address(system), seeds.nodes());
    } else {
      bootstrap(system);
      awaitOthers(member, missing(settings.discovery()));
    }
  }

  private static void bootstrap(ActorSystem<?> system) throws StartException {
    try {
      PekkoManagement.get(system).start().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new StartException(
          "cannot listen for nodes that ask for the cluster ("
              + e.getCause().getMessage()
              + "); is the port taken? Choose another; on Kubernetes the same for all nodes, and"
              + " with contact points the one that the list has for this node"
              + " (tidemark.cluster.bootstrap-port, TIDEMARK_CLUSTER_BOOTSTRAP_PORT)",
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while joining the cluster", e);
    }
    ClusterBootstrap.get(system).start();
  }

  /** What may be the cause that there is no cluster yet. */
  private static String missing(Settings.Discovery discovery) {
    if (discovery instanceof Settings.ContactPoints contacts) {
      return "none of the contact points "
          + String.join(", ", contacts.points())
          + " knows of one, and a new one is formed only when all of them answer";
    }
    Settings.Kubernetes kubernetes = (Settings.Kubernetes) discovery;
    return "fewer than "
        + kubernetes.requiredNodes()
        + " pods with the labels "
        + kubernetes.selector()
        + " run and answer on port "
        + kubernetes.port()
        + ", or the service account may not list pods";
  }

  private static void awaitOthers(CompletableFuture<Done> member, String missing)
      throws StartException {
    while (true) {
      try {
        member.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        LOG.warn("not a member of a cluster yet: {}", missing);
      } catch (ExecutionException e) {
        throw new StartException(
            "this node did not become a member of the cluster: " + e.getCause().getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartException("interrupted while joining the cluster", e);
      }
    }
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
        .map(HostPort::of)
        .map(node -> new Address(self.protocol(), self.system(), node.host(), node.port()))
        .toList();
  }

  private static void await(CompletableFuture<Done> member, String self, List<String> seedNodes)
      throws StartException {
    try {
      member.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new StartException(
          refusal(self, seedNodes, "not within " + PATIENCE.toSeconds() + " s"), e);
    } catch (ExecutionException e) {
      throw new StartException(refusal(self, seedNodes, e.getCause().getMessage()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while joining the cluster", e);
    }
  }

  private static String refusal(String self, List<String> seedNodes, String reason) {
    return "this node, "
        + self
        + ", did not become a member of the cluster of "
        + String.join(", ", seedNodes)
        + ": "
        + reason
        + ". Does the first of these run, can it be reached, and does it know itself by that very"
        + " address? (tidemark.cluster.seed-nodes, TIDEMARK_CLUSTER_SEED_NODES; of the node itself:"
        + " TIDEMARK_CLUSTER_HOST and _PORT)";
  }
}

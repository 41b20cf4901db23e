package io.tidemark.app;

import io.tidemark.app.command.CommandFailure;
import java.util.List;

/** What the nodes of a cluster find each other by. */
enum DiscoveryMethod {
  SEED_NODES,
  CONFIG,
  KUBERNETES;

  /**
   * The one that is told, or, told {@code auto}, the one that the other settings are for.
   *
   * @throws CommandFailure when they are for two, or lack what the one that is told needs
   */
  static DiscoveryMethod of(
      String told, List<String> seedNodes, List<String> contactPoints, boolean onKubernetes) {
    DiscoveryMethod method =
        switch (told) {
          case "seed-nodes" -> SEED_NODES;
          case "config" -> CONFIG;
          case "kubernetes" -> KUBERNETES;
          default -> meant(seedNodes, contactPoints, onKubernetes);
        };
    if (method == CONFIG && contactPoints.isEmpty()) {
      throw CommandFailure.wrongUsage(
          "tidemark.cluster.contact-points: none are given, and tidemark.cluster.discovery is"
              + " config; name the places where the nodes ask each other for the cluster"
              + " (TIDEMARK_CLUSTER_CONTACT_POINTS)");
    }
    return method;
  }

  private static DiscoveryMethod meant(
      List<String> seedNodes, List<String> contactPoints, boolean onKubernetes) {
    if (!seedNodes.isEmpty() && !contactPoints.isEmpty()) {
      throw CommandFailure.wrongUsage(
          "tidemark.cluster: both seed nodes and contact points are given; leave one of them out,"
              + " or choose by tidemark.cluster.discovery (TIDEMARK_CLUSTER_DISCOVERY)");
    }
    if (!contactPoints.isEmpty()) {
      return CONFIG;
    }
    return onKubernetes && seedNodes.isEmpty() ? KUBERNETES : SEED_NODES;
  }
}

package io.tidemark.app.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.tidemark.app.Settings;
import java.util.Map;

/** The configuration of a node's actor system: the user's, over ours, over Pekko's. */
public final class NodeConfiguration {
  private static final String DATABASE = "pekko-persistence-jdbc.shared-databases.slick.db.";

  private static final String BOOTSTRAP = "pekko.management.cluster.bootstrap.";

  private static final String SERVICE = "tidemark";

  private static final String ADDRESS = "pekko.remote.artery.canonical.";

  private NodeConfiguration() {}

  public static Config of(Settings settings) {
    Settings.Jdbc jdbc = settings.jdbc();
    Config database =
        ConfigFactory.parseMap(
            Map.of(
                DATABASE + "url", jdbc.url(),
                DATABASE + "user", jdbc.user(),
                DATABASE + "password", jdbc.password(),
                DATABASE + "numThreads", jdbc.connections(),
                DATABASE + "maxConnections", jdbc.connections()));
    Settings.Cluster cluster = settings.cluster();
    Config address =
        ConfigFactory.parseMap(
            Map.of(ADDRESS + "hostname", cluster.host(), ADDRESS + "port", cluster.port()));
    return database
        .withFallback(address)
        .withFallback(discovery(cluster))
        .withFallback(settings.config())
        .resolve();
  }

  private static Config discovery(Settings.Cluster cluster) {
    if (cluster.discovery() instanceof Settings.Kubernetes kubernetes) {
      return bootstrap(
              "kubernetes-api", cluster.host(), kubernetes.port(), kubernetes.requiredNodes())
          .withValue(
              "pekko.discovery.kubernetes-api.pod-label-selector",
              ConfigValueFactory.fromAnyRef(kubernetes.selector()));
    }
    if (cluster.discovery() instanceof Settings.ContactPoints contacts) {
      return bootstrap("config", cluster.host(), contacts.port(), contacts.points().size())
          .withValue(
              BOOTSTRAP + "contact-point-discovery.service-name",
              ConfigValueFactory.fromAnyRef(SERVICE))
          // Nodes of one machine are told apart by their ports alone.
          .withValue(
              BOOTSTRAP + "contact-point.filter-on-fallback-port",
              ConfigValueFactory.fromAnyRef(false))
          .withValue(
              "pekko.discovery.config.services." + SERVICE + ".endpoints",
              ConfigValueFactory.fromIterable(
                  contacts.points().stream().map(NodeConfiguration::endpoint).toList()));
    }
    return ConfigFactory.empty();
  }

  private static Config bootstrap(String method, String host, int port, int requiredNodes) {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.discovery.method",
            method,
            "pekko.management.http.hostname",
            host,
            "pekko.management.http.port",
            port,
            BOOTSTRAP + "contact-point-discovery.required-contact-point-nr",
            requiredNodes));
  }

  private static Map<String, Object> endpoint(String contactPoint) {
    HostPort place = HostPort.of(contactPoint);
    return Map.of("host", place.host(), "port", place.port());
  }
}

package io.tidemark.app.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tidemark.app.Settings;
import java.util.Map;

/** The configuration of a node's actor system: the user's, over ours, over Pekko's. */
public final class NodeConfiguration {
  private static final String DATABASE = "pekko-persistence-jdbc.shared-databases.slick.db.";

  private static final String BOOTSTRAP =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";

  private static final Config NOTHING = ConfigFactory.empty();

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
        .withFallback(cluster.kubernetes().map(found -> bootstrap(cluster, found)).orElse(NOTHING))
        .withFallback(settings.config())
        .resolve();
  }

  private static Config bootstrap(Settings.Cluster cluster, Settings.Kubernetes kubernetes) {
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.discovery.method",
            "kubernetes-api",
            "pekko.discovery.kubernetes-api.pod-label-selector",
            kubernetes.selector(),
            "pekko.management.http.hostname",
            cluster.host(),
            "pekko.management.http.port",
            kubernetes.port(),
            BOOTSTRAP + "required-contact-point-nr",
            kubernetes.requiredNodes()));
  }
}

package io.tidemark.app.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tidemark.app.Settings;
import java.util.Map;

/** The configuration of a node's actor system: the user's, over ours, over Pekko's. */
public final class NodeConfiguration {
  private static final String DATABASE = "pekko-persistence-jdbc.shared-databases.slick.db.";

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
    return database.withFallback(address).withFallback(settings.config()).resolve();
  }
}

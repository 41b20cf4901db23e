package io.tidemark.load.demo;

import io.tidemark.app.Settings;
import io.tidemark.app.SettingsLoader;
import io.tidemark.load.services.EmbeddedServices;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The settings of a node that runs on embedded services. */
public final class NodeSettings {
  private NodeSettings() {}

  /**
   * Settings without anything of the user's environment, so that a run depends on nothing outside.
   *
   * @param services where the node finds Kafka and PostgreSQL
   * @param groupId the prefix of its consumer groups
   * @param httpPort 0 takes a free one
   */
  public static Settings on(EmbeddedServices services, String groupId, int httpPort) {
    return on(services, groupId, httpPort, Map.of());
  }

  /**
   * The same, and more.
   *
   * @param further settings by the names of their environment variables
   */
  public static Settings on(
      EmbeddedServices services, String groupId, int httpPort, Map<String, String> further) {
    Map<String, String> environment = new HashMap<>(further);
    environment.putAll(environment(services.bootstrapServers(), services.jdbcUrl(), groupId));
    environment.put("TIDEMARK_HTTP_HOST", "127.0.0.1");
    environment.put("TIDEMARK_HTTP_PORT", Integer.toString(httpPort));
    Consumer<String> nothingToWarnOf = warning -> {};
    return SettingsLoader.load(Optional.empty(), environment, nothingToWarnOf);
  }

  /** What a node has to be told by its environment to work on embedded services. */
  public static Map<String, String> environment(
      String bootstrapServers, String jdbcUrl, String groupId) {
    return Map.of(
        "TIDEMARK_KAFKA_BOOTSTRAP_SERVERS",
        bootstrapServers,
        "TIDEMARK_KAFKA_GROUP_ID",
        groupId,
        "TIDEMARK_KAFKA_CREATE_TOPICS",
        "true",
        "TIDEMARK_KAFKA_REPLICATION_FACTOR",
        "1",
        "TIDEMARK_JDBC_URL",
        jdbcUrl,
        "TIDEMARK_JDBC_USER",
        EmbeddedServices.JDBC_USER,
        "TIDEMARK_JDBC_PASSWORD",
        EmbeddedServices.JDBC_PASSWORD);
  }
}

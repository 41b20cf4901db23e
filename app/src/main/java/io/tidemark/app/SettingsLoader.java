package io.tidemark.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.tidemark.app.SettingTable.Setting;
import io.tidemark.app.command.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the settings of a node: environment over configuration file over defaults. What it returns
 * is complete and checked; what it refuses, it refuses with the place, the key, the value (unless
 * secret) and what is allowed.
 */
public final class SettingsLoader {
  private static final String CLIENT_PROPERTIES = "tidemark.kafka.properties";

  /** What every container on Kubernetes has in its environment. */
  private static final String KUBERNETES = "KUBERNETES_SERVICE_HOST";

  private SettingsLoader() {}

  /**
   * Loads the settings.
   *
   * @param file the HOCON file of {@code --config}, if any
   * @param environment the process's environment; only {@code TIDEMARK_*} is looked at, and whether
   *     it is one of Kubernetes
   * @param warnings takes what is suspicious but no reason to stop, one line each
   * @throws CommandFailure with exit code 2 when a value is not allowed or the file cannot be read
   */
  public static Settings load(
      Optional<Path> file, Map<String, String> environment, Consumer<String> warnings) {
    Config fromEnvironment = environment(environment, warnings);
    Config fromFile = file.map(SettingsLoader::parse).orElse(ConfigFactory.empty());
    try {
      // A node's own demands on Pekko stand in application.conf, between the user's and Pekko's.
      Config merged =
          ConfigFactory.defaultOverrides()
              .withFallback(fromEnvironment)
              .withFallback(fromFile)
              .withFallback(ConfigFactory.defaultApplication())
              .withFallback(ConfigFactory.defaultReferenceUnresolved())
              .resolve();
      refuseUnknownKeys(fromFile);
      return settings(merged, environment.containsKey(KUBERNETES));
    } catch (ConfigException failure) {
      throw CommandFailure.wrongUsage("configuration: " + failure.getMessage());
    }
  }

  private static Config parse(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CommandFailure.wrongUsage("--config " + file + ": no readable file there");
    }
    try {
      return ConfigFactory.parseFile(
          file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException failure) {
      throw CommandFailure.wrongUsage("configuration: " + failure.getMessage());
    }
  }

  private static Config environment(Map<String, String> environment, Consumer<String> warnings) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      if (!variable.getKey().startsWith("TIDEMARK_")) {
        continue;
      }
      Optional<Setting> setting = SettingTable.ofVariable(variable.getKey());
      if (setting.isPresent()) {
        values.put(
            setting.get().path(),
            ConfigValueFactory.fromAnyRef(
                variable.getValue(), "environment variable " + variable.getKey()));
      } else {
        UnknownVariable.warning(variable.getKey(), variable.getValue()).ifPresent(warnings);
      }
    }
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> value : values.entrySet()) {
      config = config.withValue(value.getKey(), value.getValue());
    }
    return config;
  }

  /** A mistyped key would otherwise leave its setting at the default without a word. */
  private static void refuseUnknownKeys(Config fromFile) {
    if (!fromFile.hasPath("tidemark")) {
      return;
    }
    Config known =
        ConfigFactory.defaultApplication()
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    ConfigValue section = fromFile.root().get("tidemark");
    if (section instanceof ConfigObject object) {
      refuseUnknownKeys("tidemark", object, known);
    } else {
      throw refusal(section.origin(), "tidemark: a section { ... } is expected here");
    }
  }

  private static void refuseUnknownKeys(String path, ConfigObject section, Config known) {
    for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
      String key = path + "." + entry.getKey();
      if (key.equals(CLIENT_PROPERTIES)) {
        continue;
      }
      if (entry.getKey().indexOf('.') >= 0 || !known.hasPathOrNull(key)) {
        throw refusal(
            entry.getValue().origin(),
            key
                + ": no such key; allowed in "
                + path
                + ": "
                + String.join(", ", new TreeMap<>(known.getObject(path)).keySet()));
      }
      if (entry.getValue() instanceof ConfigObject object) {
        refuseUnknownKeys(key, object, known);
      }
    }
  }

  private static Settings settings(Config config, boolean onKubernetes) {
    String host = text(config, "tidemark.http.host");
    Optional<String> readToken = token(config, "tidemark.access.read-token");
    AccessSettings.requireMeant(
        host, readToken, Boolean.parseBoolean(text(config, "tidemark.http.open")));
    return new Settings(
        new Settings.Kafka(
            text(config, "tidemark.kafka.bootstrap-servers"),
            text(config, "tidemark.kafka.group-id"),
            Boolean.parseBoolean(text(config, "tidemark.kafka.create-topics")),
            Integer.parseInt(text(config, "tidemark.kafka.partitions")),
            Short.parseShort(text(config, "tidemark.kafka.replication-factor")),
            clientProperties(config)),
        new Settings.Jdbc(
            text(config, "tidemark.jdbc.url"),
            text(config, "tidemark.jdbc.user"),
            text(config, "tidemark.jdbc.password"),
            Integer.parseInt(text(config, "tidemark.jdbc.connections"))),
        new Settings.Http(
            host,
            Integer.parseInt(text(config, "tidemark.http.port")),
            Integer.parseInt(text(config, "tidemark.http.streams")),
            AccessSettings.tls(
                text(config, "tidemark.http.tls-certificate"),
                text(config, "tidemark.http.tls-key"))),
        cluster(config, onKubernetes),
        new Settings.Flows(Integer.parseInt(text(config, "tidemark.flows.retention-days"))),
        tracing(config),
        token(config, "tidemark.access.admin-token"),
        readToken,
        config);
  }

  private static Optional<Settings.Tracing> tracing(Config config) {
    String endpoint = text(config, "tidemark.tracing.endpoint");
    double part = Double.parseDouble(text(config, "tidemark.tracing.part"));
    return endpoint.isEmpty()
        ? Optional.empty()
        : Optional.of(new Settings.Tracing(endpoint, part));
  }

  private static Settings.Cluster cluster(Config config, boolean onKubernetes) {
    return new Settings.Cluster(
        text(config, "tidemark.cluster.host"),
        Integer.parseInt(text(config, "tidemark.cluster.port")),
        discovery(config, onKubernetes));
  }

  private static Settings.Discovery discovery(Config config, boolean onKubernetes) {
    List<String> seedNodes = list(config, "tidemark.cluster.seed-nodes");
    List<String> contactPoints = list(config, "tidemark.cluster.contact-points");
    int port = Integer.parseInt(text(config, "tidemark.cluster.bootstrap-port"));
    return switch (DiscoveryMethod.of(
        text(config, "tidemark.cluster.discovery"), seedNodes, contactPoints, onKubernetes)) {
      case SEED_NODES -> new Settings.SeedNodes(seedNodes);
      case CONFIG -> new Settings.ContactPoints(port, contactPoints);
      case KUBERNETES ->
          new Settings.Kubernetes(
              port,
              Integer.parseInt(text(config, "tidemark.cluster.bootstrap-nodes")),
              text(config, "tidemark.cluster.bootstrap-selector"));
    };
  }

  private static List<String> list(Config config, String path) {
    return Stream.of(text(config, path).split(","))
        .map(String::trim)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  private static Optional<String> token(Config config, String path) {
    return AccessSettings.token(path, text(config, path), text(config, path + "-file"));
  }

  private static String text(Config config, String path) {
    Setting setting =
        SettingTable.ALL.stream()
            .filter(candidate -> candidate.path().equals(path))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(path + " is not in the table"));
    if (config.getIsNull(path)) {
      throw refusal(config.origin(), path + ": null is not allowed; " + setting.allowed());
    }
    ConfigValue value = config.getValue(path);
    boolean scalar =
        value.valueType() != ConfigValueType.OBJECT && value.valueType() != ConfigValueType.LIST;
    String text = scalar ? value.unwrapped().toString() : "";
    if (!scalar || !setting.accepts().test(text)) {
      String shown = setting.secret() ? "this value" : value.render();
      throw refusal(
          value.origin(), path + ": " + shown + " is not allowed; allowed: " + setting.allowed());
    }
    return text;
  }

  private static Map<String, String> clientProperties(Config config) {
    Map<String, String> properties = new TreeMap<>();
    // An unquoted key with dots (max.poll.records = 2000) is a nest of objects: its leaves are it.
    config
        .getConfig(CLIENT_PROPERTIES)
        .entrySet()
        .forEach(
            entry ->
                properties.put(
                    String.join(".", com.typesafe.config.ConfigUtil.splitPath(entry.getKey())),
                    entry.getValue().unwrapped().toString()));
    return Map.copyOf(properties);
  }

  private static CommandFailure refusal(ConfigOrigin origin, String message) {
    String place =
        origin.filename() != null && origin.lineNumber() > 0
            ? origin.filename() + ":" + origin.lineNumber()
            : origin.description();
    return CommandFailure.wrongUsage(place + ": " + message);
  }
}

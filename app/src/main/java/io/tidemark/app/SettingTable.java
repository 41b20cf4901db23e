package io.tidemark.app;

import io.tidemark.app.command.ClassPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Every setting a node takes from the environment, in one place. {@code reference.conf} holds the
 * defaults; a test keeps the two the same. The loader, {@code run --help} and the documentation
 * read this table.
 */
final class SettingTable {
  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,:]+:\\d{1,5}(\\s*,\\s*[^\\s,:]+:\\d{1,5})*");

  static final List<Setting> ALL =
      List.of(
          new Setting(
              "tidemark.kafka.bootstrap-servers",
              "where the Kafka cluster is found",
              "HOST:PORT, several separated by commas",
              value -> SERVERS.matcher(value).matches()),
          new Setting(
              "tidemark.kafka.group-id",
              "prefix of the consumer groups; two installations on one cluster need two",
              "letters, digits, '.', '_' and '-'",
              value -> value.matches("[A-Za-z0-9._-]{1,200}")),
          new Setting(
              "tidemark.kafka.create-topics",
              "whether missing topics are created at the start",
              "true or false",
              value -> value.equals("true") || value.equals("false")),
          new Setting(
              "tidemark.kafka.partitions",
              "partitions of a created topic; also the most nodes that share its work",
              "a whole number from 1 to 10000",
              wholeNumber(1, 10_000)),
          new Setting(
              "tidemark.kafka.replication-factor",
              "copies of a created topic; -1 is the broker's default",
              "-1, or a whole number from 1 to 32767",
              wholeNumber(-1, Short.MAX_VALUE).and(value -> Integer.parseInt(value) != 0)),
          new Setting(
              "tidemark.jdbc.url",
              "the PostgreSQL database of journal, snapshots and projections",
              "a URL that starts with jdbc:postgresql:",
              value -> value.startsWith("jdbc:postgresql:")),
          new Setting("tidemark.jdbc.user", "its user", "any text", value -> true),
          new Setting("tidemark.jdbc.password", "its password", "any text", value -> true, true),
          new Setting(
              "tidemark.jdbc.connections",
              "the most connections of one node",
              "a whole number from 2 to 1000",
              wholeNumber(2, 1_000)),
          new Setting(
              "tidemark.http.host",
              "the address queries are answered on; 0.0.0.0 is every one",
              "a host name or an address",
              value -> !value.isBlank()),
          new Setting(
              "tidemark.http.port",
              "the port queries are answered on; 0 takes a free one",
              "a whole number from 0 to 65535",
              wholeNumber(0, 65_535)),
          new Setting(
              "tidemark.http.streams",
              "the most streams of changes that are open at a time; 0 refuses them all",
              "a whole number from 0 to 10000",
              wholeNumber(0, 10_000)),
          new Setting(
              "tidemark.http.open",
              "whether everyone may read who reaches an address beyond this machine; otherwise"
                  + " such an address asks for a read token",
              "true or false",
              value -> value.equals("true") || value.equals("false")),
          new Setting(
              "tidemark.http.tls-certificate",
              "file of the certificate for HTTPS, PEM, with those up to the root; empty answers in"
                  + " plain text",
              "a path, or empty",
              value -> true),
          new Setting(
              "tidemark.http.tls-key",
              "file of the certificate's private key, PEM (PKCS #8), not encrypted",
              "a path, or empty",
              value -> true),
          new Setting(
              "tidemark.cluster.host",
              "the address by which the other nodes know this one",
              "a host name or an address of this machine",
              value -> !value.isBlank() && !value.equals("0.0.0.0")),
          new Setting(
              "tidemark.cluster.port",
              "the port the other nodes reach this one on; 0 takes a free one",
              "a whole number from 0 to 65535",
              wholeNumber(0, 65_535)),
          new Setting(
              "tidemark.cluster.seed-nodes",
              "nodes that know the cluster, the same list for all; the first one forms it, and"
                  + " without any the node stays alone",
              "HOST:PORT, several separated by commas, or empty",
              SettingTable::isServersOrEmpty),
          new Setting(
              "tidemark.cluster.discovery",
              "how the nodes find each other; auto is config with contact points, else kubernetes"
                  + " where KUBERNETES_SERVICE_HOST is set and no seed nodes are, else seed-nodes",
              "auto, seed-nodes, config or kubernetes",
              value -> value.matches("auto|seed-nodes|config|kubernetes")),
          new Setting(
              "tidemark.cluster.contact-points",
              "where the nodes ask each other for the cluster, the same list for all; they form it"
                  + " when all of these answer and know of none",
              "HOST:PORT, several separated by commas, or empty",
              SettingTable::isServersOrEmpty),
          new Setting(
              "tidemark.cluster.bootstrap-port",
              "on Kubernetes and with contact points, the port on which this node is asked for the"
                  + " cluster; on Kubernetes the same for all",
              "a whole number from 1 to 65535",
              wholeNumber(1, 65_535)),
          new Setting(
              "tidemark.cluster.bootstrap-nodes",
              "on Kubernetes, how many nodes must have found each other before they form a cluster",
              "a whole number from 1 to 1000",
              wholeNumber(1, 1_000)),
          new Setting(
              "tidemark.cluster.bootstrap-selector",
              "on Kubernetes, the label selector of the nodes' pods",
              "a label selector, such as app=tidemark",
              value -> value.matches("[A-Za-z0-9._/=!, ()-]+")),
          new Setting(
              "tidemark.flows.retention-days",
              "for how many days events are found by their flow; 0 keeps no index of them",
              "a whole number from 0 to 36500",
              wholeNumber(0, 36_500)),
          new Setting(
              "tidemark.tracing.endpoint",
              "where traces go: a collector that takes OTLP over HTTP (protobuf); empty records"
                  + " none",
              "a URL that starts with http:// or https://, or empty",
              value -> value.isEmpty() || value.matches("https?://[^\\s/]+(/\\S*)?")),
          new Setting(
              "tidemark.tracing.part",
              "which part of the traces that their writers record is recorded here, too",
              "a decimal number from 0 to 1",
              value -> value.matches("0(\\.\\d{1,9})?|1(\\.0{1,9})?")),
          new Setting(
              "tidemark.access.admin-token",
              "bearer token of administrative requests; empty refuses them all",
              "text without blanks",
              value -> value.matches("\\S*"),
              true),
          new Setting(
              "tidemark.access.admin-token-file",
              "file in which that token stands alone, instead of the token itself",
              "a path, or empty",
              value -> true),
          new Setting(
              "tidemark.access.read-token",
              "bearer token of queries; empty leaves them open",
              "text without blanks",
              value -> value.matches("\\S*"),
              true),
          new Setting(
              "tidemark.access.read-token-file",
              "file in which that token stands alone, instead of the token itself",
              "a path, or empty",
              value -> true));

  private SettingTable() {}

  /**
   * One setting.
   *
   * @param path its key in a configuration file
   * @param meaning what it does, with its unit
   * @param allowed what values it takes, in words
   * @param accepts whether a value, as text, is one of those
   * @param secret whether its value must never be shown
   */
  record Setting(
      String path, String meaning, String allowed, Predicate<String> accepts, boolean secret) {

    Setting(String path, String meaning, String allowed, Predicate<String> accepts) {
      this(path, meaning, allowed, accepts, false);
    }

    /** The environment variable that overrides it: {@code tidemark.a.b-c} is TIDEMARK_A_B_C. */
    String variable() {
      // The tokens are known by shorter names than their place in the file.
      return path.replace("tidemark.access.", "tidemark.")
          .replace('.', '_')
          .replace('-', '_')
          .toUpperCase(java.util.Locale.ROOT);
    }
  }

  static Optional<Setting> ofVariable(String variable) {
    return ALL.stream().filter(setting -> setting.variable().equals(variable)).findFirst();
  }

  /** The lines {@code run --help} ends with. */
  static List<String> help() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Settings, each by a key of the --config file or by an environment variable,");
    lines.add("which wins:");
    for (Setting setting : ALL) {
      lines.add("");
      lines.add("  " + setting.variable() + "  (" + setting.path() + ")");
      lines.add("      " + setting.meaning() + ";");
      lines.add("      " + setting.allowed() + ". Default: " + Defaults.of(setting));
    }
    lines.add("");
    lines.add("Further keys of the file (pekko { ... }, tidemark.kafka.properties { ... }) are");
    lines.add("handed on as they are. TIDEMARK_DEBUG=1 shows stack traces, and the launcher adds");
    lines.add("TIDEMARK_JAVA_OPTS to the options of the JVM.");
    lines.addAll(ClassPath.HELP.lines().toList());
    return lines;
  }

  private static boolean isServersOrEmpty(String value) {
    return value.isEmpty() || SERVERS.matcher(value).matches();
  }

  private static Predicate<String> wholeNumber(int least, int most) {
    return value -> {
      if (!value.matches("-?\\d{1,9}")) {
        return false;
      }
      int number = Integer.parseInt(value);
      return least <= number && number <= most;
    };
  }
}

package io.tidemark.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  private final List<String> warnings = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void takesTheDefaultsWhenNothingIsTold() {
    Settings settings = load(Map.of());
    assertEquals(new Settings.Http("127.0.0.1", 8080, 100, Optional.empty()), settings.http());
    assertEquals("127.0.0.1:9092", settings.kafka().bootstrapServers());
    assertEquals(Map.of(), settings.kafka().properties());
    assertEquals(Optional.empty(), settings.adminToken());
    assertEquals(List.of(), warnings);
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    Path file = file("tidemark { http.port = 1000, kafka.group-id = from-file }");
    Settings settings = load(file, Map.of("TIDEMARK_HTTP_PORT", "2000"));
    assertEquals(2000, settings.http().port());
    assertEquals("from-file", settings.kafka().groupId());
  }

  @Test
  void everySettingCanBeGivenByItsVariable() {
    Map<String, String> environment =
        SettingTable.ALL.stream()
            .collect(Collectors.toMap(SettingTable.Setting::variable, SettingsLoaderTest::other));
    Settings settings = load(environment);
    assertEquals("other:1", settings.kafka().bootstrapServers());
    assertEquals((short) 3, settings.kafka().replicationFactor());
    assertEquals(Optional.of("other"), settings.adminToken());
    assertEquals(Optional.of("other"), settings.readToken());
    for (SettingTable.Setting setting : SettingTable.ALL) {
      assertEquals(other(setting), settings.config().getString(setting.path()), setting.path());
    }
  }

  @Test
  void seedNodesAreAListSeparatedByCommas() {
    assertEquals(new Settings.SeedNodes(List.of()), discovery(Map.of()));
    assertEquals(
        new Settings.Cluster(
            "10.0.0.1", 7001, new Settings.SeedNodes(List.of("10.0.0.1:7001", "10.0.0.2:7001"))),
        load(Map.of(
                "TIDEMARK_CLUSTER_HOST", "10.0.0.1",
                "TIDEMARK_CLUSTER_PORT", "7001",
                "TIDEMARK_CLUSTER_SEED_NODES", "10.0.0.1:7001 , 10.0.0.2:7001"))
            .cluster());
    assertTrue(
        refusal(null, Map.of("TIDEMARK_CLUSTER_SEED_NODES", "10.0.0.1"))
            .contains("HOST:PORT, several separated by commas, or empty"));
  }

  @Test
  void asksKubernetesWhereItRunsThereUnlessToldOtherwise() {
    String there = "KUBERNETES_SERVICE_HOST";
    Settings.Kubernetes defaults =
        new Settings.Kubernetes(7626, 2, "app.kubernetes.io/name=tidemark");
    assertEquals(defaults, discovery(Map.of(there, "10.0.0.1")));
    assertEquals(defaults, discovery(Map.of("TIDEMARK_CLUSTER_DISCOVERY", "kubernetes")));
    assertEquals(
        new Settings.SeedNodes(List.of()),
        discovery(Map.of(there, "10.0.0.1", "TIDEMARK_CLUSTER_DISCOVERY", "seed-nodes")));
    assertEquals(
        new Settings.SeedNodes(List.of("10.0.0.2:7001")),
        discovery(Map.of(there, "10.0.0.1", "TIDEMARK_CLUSTER_SEED_NODES", "10.0.0.2:7001")));
  }

  @Test
  void asksAtContactPointsWhereTheyAreGiven() {
    String contactPoints = "TIDEMARK_CLUSTER_CONTACT_POINTS";
    String seedNodes = "TIDEMARK_CLUSTER_SEED_NODES";
    String method = "TIDEMARK_CLUSTER_DISCOVERY";
    Settings.ContactPoints two =
        new Settings.ContactPoints(7701, List.of("10.0.0.1:7701", "10.0.0.2:7702"));
    Map<String, String> given =
        Map.of(
            contactPoints,
            "10.0.0.1:7701, 10.0.0.2:7702",
            "TIDEMARK_CLUSTER_BOOTSTRAP_PORT",
            "7701");
    assertEquals(two, discovery(given));
    assertEquals(two, discovery(with(given, Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.9"))));
    assertEquals(two, discovery(with(given, Map.of(method, "config", seedNodes, "10.0.0.1:7001"))));
    assertTrue(
        refusal(null, with(given, Map.of(seedNodes, "10.0.0.1:7001")))
            .contains("both seed nodes and contact points"));
    assertTrue(refusal(null, Map.of(method, "config")).contains(contactPoints));
  }

  private Settings.Discovery discovery(Map<String, String> environment) {
    return load(environment).cluster().discovery();
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }

  @Test
  void namesPlaceKeyValueAndWhatIsAllowed() throws IOException {
    Path file = file("tidemark {\n  http {\n    port = 70000\n  }\n}");
    assertEquals(
        file
            + ":3: tidemark.http.port: 70000 is not allowed; allowed: a whole number from 0 to"
            + " 65535",
        refusal(file, Map.of()));
    assertEquals(
        "environment variable TIDEMARK_HTTP_PORT: tidemark.http.port: \"80x\" is not allowed;"
            + " allowed: a whole number from 0 to 65535",
        refusal(null, Map.of("TIDEMARK_HTTP_PORT", "80x")));
  }

  @Test
  void refusesEveryWrongKind() throws IOException {
    for (String wrong :
        List.of(
            "tidemark.http = 8080",
            "tidemark = 1",
            "tidemark.http.port = [1]",
            "tidemark.http.port = null",
            "tidemark.http.port { a = 1 }",
            "tidemark.kafka.properties = 1",
            "tidemark.kafka.replication-factor = 0",
            "tidemark.kafka.create-topics = perhaps",
            "tidemark.jdbc.url = \"mysql:x\"",
            "tidemark.http.port = ${missing}",
            "tidemark {")) {
      assertFalse(refusal(file(wrong), Map.of()).isEmpty(), wrong);
    }
  }

  @Test
  void takesTokensFromFilesOfTheirOwn() throws IOException {
    Path token = file(" s3cret\n");
    Settings settings =
        load(
            Map.of(
                "TIDEMARK_ADMIN_TOKEN_FILE", token.toString(), "TIDEMARK_READ_TOKEN", "read-me"));
    assertEquals(Optional.of("s3cret"), settings.adminToken());
    assertEquals(Optional.of("read-me"), settings.readToken());

    for (String wrong : List.of("", "two words")) {
      String message = refusal(null, Map.of("TIDEMARK_READ_TOKEN_FILE", file(wrong).toString()));
      assertTrue(message.startsWith("tidemark.access.read-token-file: "), message);
      assertFalse(message.contains("two words"), message);
    }
    assertTrue(refusal(null, Map.of("TIDEMARK_READ_TOKEN_FILE", "/nowhere")).contains("be read"));
    Map<String, String> both =
        Map.of("TIDEMARK_READ_TOKEN_FILE", token.toString(), "TIDEMARK_READ_TOKEN", "x");
    assertTrue(refusal(null, both).contains("both"));
  }

  @Test
  void isNotOpenToOtherMachinesByOversight() {
    for (String host : List.of("0.0.0.0", "::", "192.0.2.7")) {
      String message = refusal(null, Map.of("TIDEMARK_HTTP_HOST", host));
      assertTrue(message.startsWith("tidemark.http.host: " + host), message);
      load(Map.of("TIDEMARK_HTTP_HOST", host, "TIDEMARK_READ_TOKEN", "x"));
      load(Map.of("TIDEMARK_HTTP_HOST", host, "TIDEMARK_HTTP_OPEN", "true"));
    }
    for (String host : List.of("127.0.0.1", "127.0.0.2", "localhost", "::1")) {
      load(Map.of("TIDEMARK_HTTP_HOST", host));
    }
  }

  @Test
  void takesACertificateWithItsKeyOnly() {
    Map<String, String> half = Map.of("TIDEMARK_HTTP_TLS_KEY", "/key.pem");
    assertTrue(refusal(null, half).contains("both or none"));
  }

  @Test
  void refusesAnUnknownKeyOfTheFileAndListsTheKnown() throws IOException {
    Path file = file("tidemark.http.prot = 1");
    String message = refusal(file, Map.of());
    assertTrue(message.startsWith(file + ":1: tidemark.http.prot: no such key"), message);
    assertTrue(message.endsWith("host, open, port, streams, tls-certificate, tls-key"), message);
  }

  @Test
  void refusesAMissingFile() {
    String message = refusal(folder.resolve("none.conf"), Map.of());
    assertTrue(message.contains("none.conf"), message);
  }

  @Test
  void warnsOfAnUnknownVariableWithNearMisses() {
    load(Map.of("TIDEMARK_HTP_PORT", "1", "TIDEMARK_BOOTSTRAP_SERVERS", "a:1"));
    assertEquals(2, warnings.size());
    assertTrue(warnings.get(0).contains("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS"), warnings.get(0));
    assertTrue(warnings.get(1).contains("did you mean TIDEMARK_HTTP_PORT"), warnings.get(1));
  }

  @Test
  void isSilentOnVariablesOfOthers() {
    load(
        Map.of(
            "TIDEMARK_DEBUG", "1",
            "TIDEMARK_JAVA_OPTS", "-Xmx1g",
            "TIDEMARK_CLASSPATH", "rules.jar",
            "TIDEMARK_SERVICE_HOST", "10.0.0.1",
            "TIDEMARK_SERVICE_PORT_HTTP", "80",
            "TIDEMARK_PORT", "tcp://10.0.0.1:80",
            "TIDEMARK_PORT_80_TCP_ADDR", "10.0.0.1"));
    assertEquals(List.of(), warnings);
  }

  @Test
  void showsNoSecret() {
    Settings settings =
        load(Map.of("TIDEMARK_JDBC_PASSWORD", "s3cret", "TIDEMARK_ADMIN_TOKEN", "s3cret"));
    assertFalse(settings.toString().contains("s3cret"));
    String message = refusal(null, Map.of("TIDEMARK_ADMIN_TOKEN", "s3cret with blanks"));
    assertFalse(message.contains("s3cret"), message);
  }

  @Test
  void handsOnWhatIsNotOurs() throws IOException {
    Path file =
        file("pekko.loglevel = DEBUG\ntidemark.kafka.properties { max.poll.records = 2000 }");
    Settings settings = load(file, Map.of());
    assertEquals("DEBUG", settings.config().getString("pekko.loglevel"));
    assertEquals("cluster", settings.config().getString("pekko.actor.provider"));
    assertEquals(Map.of("max.poll.records", "2000"), settings.kafka().properties());
  }

  @Test
  void theTableIsWhatReferenceConfDeclares() {
    Set<String> declared = new TreeSet<>();
    for (String section :
        List.of("kafka", "jdbc", "http", "cluster", "flows", "tracing", "access")) {
      ConfigFactory.defaultReference()
          .getConfig("tidemark." + section)
          .entrySet()
          .forEach(entry -> declared.add("tidemark." + section + "." + entry.getKey()));
    }
    Set<String> inTable =
        SettingTable.ALL.stream()
            .map(SettingTable.Setting::path)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(declared, inTable);
  }

  @Test
  void theDocumentedTableIsTheTable() throws IOException {
    String page = Files.readString(Path.of("../docs/configuration.md"));
    for (SettingTable.Setting setting : SettingTable.ALL) {
      String row =
          "| `%s` | `%s` | %s | %s | %s |"
              .formatted(
                  setting.variable(),
                  setting.path(),
                  setting.meaning(),
                  setting.allowed(),
                  Defaults.of(setting));
      assertTrue(page.contains(row), "docs/configuration.md lacks the row\n" + row);
    }
  }

  private static String other(SettingTable.Setting setting) {
    return switch (setting.path()) {
      case "tidemark.kafka.bootstrap-servers",
          "tidemark.cluster.seed-nodes",
          "tidemark.cluster.contact-points" ->
          "other:1";
      case "tidemark.cluster.discovery" -> "kubernetes";
      case "tidemark.kafka.create-topics", "tidemark.http.open" -> "true";
      case "tidemark.access.admin-token-file",
          "tidemark.access.read-token-file",
          "tidemark.http.tls-certificate",
          "tidemark.http.tls-key" ->
          "";
      case "tidemark.tracing.endpoint" -> "http://other:4318/v1/traces";
      case "tidemark.tracing.part" -> "0.5";
      case "tidemark.jdbc.url" -> "jdbc:postgresql://other/other";
      case "tidemark.kafka.partitions",
          "tidemark.kafka.replication-factor",
          "tidemark.jdbc.connections",
          "tidemark.http.port",
          "tidemark.http.streams",
          "tidemark.cluster.port",
          "tidemark.cluster.bootstrap-port",
          "tidemark.cluster.bootstrap-nodes",
          "tidemark.flows.retention-days" ->
          "3";
      default -> "other";
    };
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "settings", ".conf"), text);
  }

  private Settings load(Map<String, String> environment) {
    return load(null, environment);
  }

  private Settings load(Path file, Map<String, String> environment) {
    return SettingsLoader.load(Optional.ofNullable(file), environment, warnings::add);
  }

  private String refusal(Path file, Map<String, String> environment) {
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> load(file, environment), String.valueOf(file));
    assertEquals(2, failure.exitCode());
    return failure.getMessage();
  }
}

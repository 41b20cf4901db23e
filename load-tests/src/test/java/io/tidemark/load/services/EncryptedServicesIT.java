package io.tidemark.load.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.app.Node;
import io.tidemark.app.Reachability;
import io.tidemark.app.Settings;
import io.tidemark.app.SettingsLoader;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.feed.Feed;
import io.tidemark.load.Eventually;
import io.tidemark.load.letters.AdminQueries;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Kafka and a PostgreSQL that take only encrypted connections, and passwords; a node by the
 * settings that docs/configuration.md tells.
 */
@Timeout(600)
class EncryptedServicesIT {
  private static final String FILE =
      """
      aggregates:
        account:
          topics: [encrypted.accounts]
          state: { total: counter }
          events: { account.Changed: [ { increment: { total: /by } } ] }
          projections: { accounts: { columns: { total: bigint } } }
      """;

  @TempDir private Path folder;
  private OwnCertificate own;
  private EmbeddedBroker broker;
  private EmbeddedDatabase database;
  private int kafkaPort;
  private int postgresPort;

  @BeforeEach
  void start() throws Exception {
    own = new OwnCertificate(folder.resolve("own"), "ip:127.0.0.1,dns:localhost");
    List<Integer> ports = Ports.free(3);
    kafkaPort = ports.get(0);
    postgresPort = ports.get(1);
    broker = EmbeddedBroker.start(folder.resolve("kafka"), ports.get(2), this::encrypt);
    database = EmbeddedDatabase.start(folder.resolve("postgres"), postgresPort, encrypting());
    try (Connection connection =
            DriverManager.getConnection(url("sslmode=require") + "&user=postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create role tidemark login password 'database-secret'");
      statement.execute("create database tidemark owner tidemark");
    }
  }

  @AfterEach
  void stop() {
    if (broker != null) {
      broker.close();
    }
    if (database != null) {
      database.close();
    }
  }

  private void encrypt(Map<String, String> settings) {
    new BrokerListener("ENCRYPTED", kafkaPort, kafkaPort).addTo(settings);
    settings.compute(
        "listener.security.protocol.map",
        (key, map) -> map.replace("ENCRYPTED:PLAINTEXT", "ENCRYPTED:SASL_SSL"));
    String prefix = "listener.name.encrypted.";
    settings.put(prefix + "sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        prefix + "plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " user_tidemark=\"kafka-secret\";");
    settings.put(prefix + "ssl.keystore.location", own.keyStore().toString());
    settings.put(prefix + "ssl.keystore.type", "PKCS12");
    settings.put(prefix + "ssl.keystore.password", OwnCertificate.PASSWORD);
    settings.put(prefix + "ssl.key.password", OwnCertificate.PASSWORD);
  }

  private Map<String, String> encrypting() throws Exception {
    Path access = folder.resolve("pg_hba.conf");
    Files.writeString(
        access,
        "hostssl all postgres 127.0.0.1/32 trust\n"
            + "hostssl all tidemark 127.0.0.1/32 scram-sha-256\n");
    return Map.of(
        "ssl",
        "on",
        "ssl_cert_file",
        own.certificate().toString(),
        "ssl_key_file",
        own.key().toString(),
        "hba_file",
        access.toString());
  }

  private String url(String parameters) {
    return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/postgres?" + parameters;
  }

  @Test
  void aNodeWorksOnEncryptedConnectionsOnly() throws Exception {
    assertThrows(
        SQLException.class,
        () -> DriverManager.getConnection(url("user=postgres&sslmode=disable")),
        "the database takes plain text");
    Settings settings = settings(own.certificate(), own.certificate(), "kafka-secret");
    Reachability.await(settings, line -> assertTrue(false, line));
    try (Node node = Node.start(settings, AggregatesFile.parse("encrypted.yaml", FILE))) {
      publish(settings);
      AdminQueries queries = new AdminQueries(node.httpPort(), Optional.empty());
      String count = "/projections/accounts/count?id=a-1&total=7";
      Eventually.awaitFound(
          "the event",
          Duration.ofSeconds(120),
          () -> queries.get(count).path("count").asInt() == 1);
      assertEquals(7, queries.get("/aggregates/account/a-1").at("/state/total").intValue());
    }
  }

  @Test
  void aNodeThatDoesNotTrustOrIsNotTrustedSaysWhatToDo() throws Exception {
    Path other = new OwnCertificate(folder.resolve("other"), "ip:127.0.0.1").certificate();
    assertRefused(
        settings(other, own.certificate(), "kafka-secret"),
        "Kafka at 127.0.0.1:" + kafkaPort + " is not trusted",
        "ssl.truststore.location");
    assertRefused(
        settings(folder.resolve("none.pem"), own.certificate(), "kafka-secret"),
        "Kafka's client cannot be made",
        "none.pem",
        "tidemark.kafka.properties");
    assertRefused(
        settings(own.certificate(), own.certificate(), "wrong-secret"),
        "Kafka at 127.0.0.1:" + kafkaPort + " refuses: ",
        "sasl.jaas.config");
    assertRefused(
        settings(own.certificate(), other, "kafka-secret"),
        "PostgreSQL at 127.0.0.1:" + postgresPort + " is not trusted",
        "sslrootcert");
    assertRefused(
        settings(own.certificate(), folder.resolve("none.pem"), "kafka-secret"),
        "PostgreSQL at 127.0.0.1:" + postgresPort,
        "none.pem",
        "sslrootcert");
  }

  private static void assertRefused(Settings settings, String... parts) {
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> Reachability.await(settings, line -> {}));
    assertEquals(CommandFailure.WRONG_USAGE, failure.exitCode());
    for (String part : parts) {
      assertTrue(failure.getMessage().contains(part), failure.getMessage());
    }
    assertTrue(!failure.getMessage().contains("secret"), failure.getMessage());
  }

  /** As docs/configuration.md says. */
  private Settings settings(Path kafkaTrusts, Path databaseTrusts, String password)
      throws Exception {
    Path file = folder.resolve("node.conf");
    Files.writeString(
        file,
        """
        tidemark {
          kafka.properties {
            security.protocol = SASL_SSL
            sasl.mechanism = PLAIN
            sasl.jaas.config = ${KAFKA_JAAS}
            ssl.truststore.type = PEM
            ssl.truststore.location = "%s"
          }
          jdbc.url = "jdbc:postgresql://127.0.0.1:%d/tidemark?sslmode=verify-full&sslrootcert=%s"
        }
        KAFKA_JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\\"tidemark\\" password=\\"%s\\";"
        """
            .formatted(kafkaTrusts, postgresPort, databaseTrusts, password));
    Map<String, String> environment =
        Map.of(
            "TIDEMARK_KAFKA_BOOTSTRAP_SERVERS",
            "127.0.0.1:" + kafkaPort,
            "TIDEMARK_KAFKA_CREATE_TOPICS",
            "true",
            "TIDEMARK_KAFKA_REPLICATION_FACTOR",
            "1",
            "TIDEMARK_JDBC_USER",
            "tidemark",
            "TIDEMARK_JDBC_PASSWORD",
            "database-secret",
            "TIDEMARK_HTTP_PORT",
            "0");
    return SettingsLoader.load(Optional.of(file), environment, warning -> {});
  }

  /** As {@code feed --config} does. */
  private void publish(Settings settings) throws Exception {
    Path lines = folder.resolve("events.jsonl");
    Files.writeString(
        lines,
        """
        {"specversion":"1.0","id":"e-1","source":"s","type":"account.Changed","subject":"a-1",\
        "sequence":"1","time":"2026-01-31T12:00:00Z","data":{"by":7}}
        """);
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Feed feed =
        new Feed(settings.kafka(), "encrypted.accounts", Optional.empty(), nowhere, nowhere);
    assertTrue(feed.publish(lines.toString()));
  }
}

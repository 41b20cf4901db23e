package io.tidemark.load.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.app.command.CommandFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The services keep what they were given, through a clean end and through kill -9. */
@Timeout(180)
class EmbeddedServicesIT {
  private static final String TOPIC = "kept";

  @TempDir private Path folder;

  @Test
  void goesOnAfterACleanEndAndAfterAKill() throws Exception {
    try (EmbeddedServices services = start(folder)) {
      create(services);
      write(services, "first");
      assertEquals("on", setting(services, "fsync"));
      assertEquals("on", setting(services, "synchronous_commit"));
    }
    killAfterWriting("second");
    try (EmbeddedServices services = start(folder)) {
      write(services, "third");
      assertEquals(List.of("first", "second", "third"), rows(services));
      assertEquals(List.of("first", "second", "third"), records(services));
    }
  }

  @Test
  void takesARecordOfSixteenMebibytes() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      create(services);
      byte[] large = new byte[16 * 1024 * 1024];
      send(services, large);
      assertEquals(large.length, consume(services, 1).get(0).value().length);
    }
  }

  @Test
  void refusesASecondStartOnTheSameFolder() {
    try (EmbeddedServices services = start(folder)) {
      CommandFailure failure = assertThrows(CommandFailure.class, () -> start(folder));
      assertEquals(1, failure.exitCode());
      assertTrue(failure.getMessage().contains(folder.toString()), failure.getMessage());
      assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
      assertFalse(services.jdbcUrl().isEmpty());
    }
  }

  @Test
  void namesABusyPortAndTheOptionThatChangesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      String kafka = refusal(new EmbeddedServices.Options(Optional.of(folder), port, 0));
      assertTrue(kafka.contains(port + " for Kafka") && kafka.contains("--kafka-port"), kafka);
      String postgres = refusal(new EmbeddedServices.Options(Optional.of(folder), 0, port));
      assertTrue(
          postgres.contains(port + " for PostgreSQL") && postgres.contains("--postgres-port"),
          postgres);
    }
  }

  private static String refusal(EmbeddedServices.Options options) {
    return assertThrows(CommandFailure.class, () -> EmbeddedServices.start(options)).getMessage();
  }

  private static EmbeddedServices start(Path folder) {
    return EmbeddedServices.start(new EmbeddedServices.Options(Optional.of(folder), 0, 0));
  }

  /** Starts the services in a process of their own, writes there, and kills it. */
  private void killAfterWriting(String value) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WriteAndWait.class.getName(),
                folder.toString(),
                value)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("written", out.readLine());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** The process that is killed. */
  static final class WriteAndWait {
    private WriteAndWait() {}

    public static void main(String[] arguments) throws Exception {
      write(start(Path.of(arguments[0])), arguments[1]);
      System.out.println("written");
      System.in.read();
    }
  }

  private static void create(EmbeddedServices services) throws Exception {
    try (Admin admin = Admin.create(kafka(services))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    try (Connection connection = DriverManager.getConnection(services.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("create table kept (id serial, value text)");
    }
  }

  private static void write(EmbeddedServices services, String value) throws Exception {
    send(services, value.getBytes(StandardCharsets.UTF_8));
    try (Connection connection = DriverManager.getConnection(services.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("insert into kept (value) values ('" + value + "')");
    }
  }

  private static void send(EmbeddedServices services, byte[] value) throws Exception {
    Map<String, Object> settings = kafka(services);
    settings.put("max.request.size", 17 * 1024 * 1024);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get(30, TimeUnit.SECONDS);
    }
  }

  private static String setting(EmbeddedServices services, String name) throws Exception {
    return strings(services, "show " + name).get(0);
  }

  private static List<String> rows(EmbeddedServices services) throws Exception {
    return strings(services, "select value from kept order by id");
  }

  private static List<String> strings(EmbeddedServices services, String query) throws Exception {
    List<String> values = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                services.jdbcUrl(), services.jdbcUser(), services.jdbcPassword());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  private static List<String> records(EmbeddedServices services) {
    return consume(services, 3).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> consume(
      EmbeddedServices services, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka(services), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (records.size() < count) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  private static Map<String, Object> kafka(EmbeddedServices services) {
    return new java.util.HashMap<>(Map.of("bootstrap.servers", services.bootstrapServers()));
  }
}

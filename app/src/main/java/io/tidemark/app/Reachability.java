package io.tidemark.app;

import io.tidemark.app.command.CommandFailure;
import io.tidemark.app.wiring.KafkaClients;
import java.io.FileNotFoundException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Whether Kafka and PostgreSQL answer. A node that starts before them waits, with growing pauses,
 * and says each time for whom; what no waiting can mend (a wrong password) ends it at once.
 */
public final class Reachability {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** A client of Kafka's has much to load at first; with a share of a processor that takes time. */
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(15);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final String UNRESOLVABLE = "No resolvable bootstrap urls";
  private static final Pattern HOSTS = Pattern.compile("jdbc:postgresql://([^/?]+).*");

  private Reachability() {}

  /** Returns once both answer; tells {@code waiting}, one line a try, for whom it waits. */
  public static void await(Settings settings, Consumer<String> waiting)
      throws InterruptedException {
    awaitOne(
        "Kafka at " + settings.kafka().bootstrapServers(), () -> kafka(settings.kafka()), waiting);
    awaitOne(
        "PostgreSQL at " + hosts(settings.jdbc().url()), () -> database(settings.jdbc()), waiting);
  }

  private static void awaitOne(String what, Probe probe, Consumer<String> waiting)
      throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    Optional<String> refusal = probe.refusal();
    while (refusal.isPresent()) {
      waiting.accept(
          "waiting for "
              + what
              + ": "
              + refusal.get()
              + "; next try in "
              + pause.toSeconds()
              + " s");
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
      refusal = probe.refusal();
    }
  }

  /**
   * Why the cluster does not answer, within 15 s or little more; empty when it does.
   *
   * @throws CommandFailure with exit code 2 when no waiting helps: the properties are no client's,
   *     or the broker is not trusted, or does not let the client in
   */
  public static Optional<String> kafka(Settings.Kafka kafka) throws InterruptedException {
    String servers = kafka.bootstrapServers();
    // A bare connection first: the client would log every refused one, several times a second.
    Optional<String> noConnection = connectToAny(servers);
    if (noConnection.isPresent()) {
      return noConnection;
    }
    Map<String, Object> client = KafkaClients.common(kafka);
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) FIRST_ANSWER.toMillis());
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) FIRST_ANSWER.toMillis());
    try (Admin admin = Admin.create(client)) {
      admin.describeCluster().nodes().get(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException | org.apache.kafka.common.errors.TimeoutException timeout) {
      return Optional.of(noAnswer(client));
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        return Optional.of(noAnswer(client));
      }
      refuseForGood(servers, cause);
      return Optional.of(firstLine(cause));
    } catch (org.apache.kafka.common.KafkaException failure) {
      if (String.valueOf(root(failure).getMessage()).contains(UNRESOLVABLE)) {
        return Optional.of(firstLine(root(failure)));
      }
      throw CommandFailure.wrongUsage(
          "Kafka's client cannot be made: "
              + said(root(failure))
              + " (tidemark.kafka.properties, docs/configuration.md)");
    }
  }

  /** A broker that wants TLS takes what is not for the beginning of it, and says nothing. */
  private static String noAnswer(Map<String, Object> client) {
    String protocol = String.valueOf(client.getOrDefault("security.protocol", "PLAINTEXT"));
    return "no answer within "
        + FIRST_ANSWER.toSeconds()
        + " s by "
        + protocol
        + " (tidemark.kafka.properties.security.protocol)";
  }

  private static void refuseForGood(String servers, Throwable cause) {
    if (cause instanceof org.apache.kafka.common.errors.SslAuthenticationException) {
      throw CommandFailure.wrongUsage(
          "Kafka at "
              + servers
              + " is not trusted, or does not trust this client: "
              + said(root(cause))
              + " (tidemark.kafka.properties: ssl.truststore.location names a file with the"
              + " certificate of whoever signed the broker's)");
    }
    if (cause instanceof org.apache.kafka.common.errors.AuthenticationException) {
      throw CommandFailure.wrongUsage(
          "Kafka at "
              + servers
              + " refuses: "
              + said(cause)
              + " (tidemark.kafka.properties: sasl.mechanism, sasl.jaas.config)");
    }
  }

  private static Optional<String> connectToAny(String servers) {
    String refusal = "no address given";
    for (String server : servers.split(",")) {
      String address = server.trim();
      int colon = address.lastIndexOf(':');
      if (colon < 1) {
        continue;
      }
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
            (int) LIMIT.toMillis());
        return Optional.empty();
      } catch (java.io.IOException | IllegalArgumentException failure) {
        refusal = reason(failure);
      }
    }
    return Optional.of(refusal);
  }

  private static String reason(Exception failure) {
    if (failure instanceof java.net.UnknownHostException) {
      return "unknown host";
    }
    return firstLine(failure);
  }

  /**
   * Why the database does not answer, within 5 s or little more; empty when it does.
   *
   * @throws CommandFailure with exit code 2 when it answers, but not to this user or database, or
   *     is not trusted
   */
  static Optional<String> database(Settings.Jdbc jdbc) {
    Properties properties = new Properties();
    if (!jdbc.user().isEmpty()) {
      properties.setProperty("user", jdbc.user());
    }
    if (!jdbc.password().isEmpty()) {
      properties.setProperty("password", jdbc.password());
    }
    properties.setProperty("connectTimeout", Long.toString(LIMIT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(LIMIT.toSeconds()));
    try (Connection connection = DriverManager.getConnection(jdbc.url(), properties)) {
      return connection.isValid((int) LIMIT.toSeconds())
          ? Optional.empty()
          : Optional.of("the connection broke");
    } catch (SQLException failure) {
      String state = failure.getSQLState() == null ? "" : failure.getSQLState();
      // Classes of SQLSTATE: 28 is authorization, 3D a database that does not exist.
      if (state.startsWith("28") || state.startsWith("3D")) {
        throw CommandFailure.wrongUsage(
            "PostgreSQL at "
                + hosts(jdbc.url())
                + " refuses: "
                + firstLine(failure)
                + " (tidemark.jdbc.url, user, password)");
      }
      if (hasCause(failure, SSLException.class) || hasCause(failure, FileNotFoundException.class)) {
        throw CommandFailure.wrongUsage(
            "PostgreSQL at "
                + hosts(jdbc.url())
                + " is not trusted, or does not trust this client: "
                + said(root(failure))
                + " (tidemark.jdbc.url: sslrootcert names a file with the certificate of whoever"
                + " signed the server's)");
      }
      // The driver goes on with advice that the pause between two tries leaves no room for.
      return Optional.of(firstLine(failure).split("\\. ", 2)[0]);
    }
  }

  /** Host and port of a PostgreSQL URL, without the parameters, which may hold a password. */
  static String hosts(String url) {
    Matcher matcher = HOSTS.matcher(url);
    return matcher.matches() ? matcher.group(1) : "127.0.0.1:5432";
  }

  private static boolean hasCause(Throwable failure, Class<?> kind) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Some exceptions' messages are no more than a file's name. */
  private static String said(Throwable failure) {
    return failure instanceof NoSuchFileException
        ? "no such file: " + failure.getMessage()
        : firstLine(failure);
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }

  private interface Probe {
    Optional<String> refusal() throws InterruptedException;
  }
}

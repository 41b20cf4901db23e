package io.tidemark.load.services;

import io.tidemark.app.command.CommandFailure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and a real PostgreSQL for one process, on 127.0.0.1. With a data directory
 * they go on where the last process stopped, however it ended; without one they leave nothing
 * behind. At most one process uses a data directory at a time.
 */
public final class EmbeddedServices implements AutoCloseable {
  public static final String JDBC_USER = "postgres";

  /** Empty: connections from this machine are trusted. */
  public static final String JDBC_PASSWORD = "";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServices.class);

  private final ServiceDirectory directory;
  private final CompletableFuture<EmbeddedBroker> broker;
  private final CompletableFuture<EmbeddedDatabase> database;
  private final Thread closer = new Thread(this::stop, "embedded-services-closer");
  private boolean stopped;

  /**
   * Where and how to start.
   *
   * @param dataDirectory kept between starts; none means a temporary one, removed at the end
   * @param kafkaPort 0 takes a free one
   * @param postgresPort 0 takes a free one
   */
  public record Options(Optional<Path> dataDirectory, int kafkaPort, int postgresPort) {

    /** A temporary directory and free ports. */
    public static Options temporary() {
      return new Options(Optional.empty(), 0, 0);
    }
  }

  private EmbeddedServices(ServiceDirectory directory, int kafkaPort, int postgresPort) {
    this.directory = directory;
    // A process that ends without close(), even while it starts, must not leave a PostgreSQL.
    Runtime.getRuntime().addShutdownHook(closer);
    database = Starting.of(() -> EmbeddedDatabase.start(directory.postgres(), postgresPort));
    broker = Starting.of(() -> EmbeddedBroker.start(directory.kafka(), kafkaPort));
  }

  /**
   * Starts both at the same time and returns when both answer.
   *
   * @throws CommandFailure when a port or the data directory is taken, or one of them fails; then
   *     neither is left running
   */
  public static EmbeddedServices start(Options options) {
    // Logging starts here, on one thread: started on two at once it complains of itself.
    LOG.debug("starting embedded services: {}", options);
    ServiceDirectory directory = ServiceDirectory.open(options.dataDirectory());
    try {
      // An orphan of a killed process may hold the very port that is asked for: it goes first.
      OrphanedPostgres.stop(directory.postgres());
      int kafkaPort = Ports.take(options.kafkaPort(), "Kafka", "--kafka-port");
      int postgresPort = Ports.take(options.postgresPort(), "PostgreSQL", "--postgres-port");
      return new EmbeddedServices(directory, kafkaPort, postgresPort).started();
    } catch (RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }

  private EmbeddedServices started() {
    try {
      CompletableFuture.allOf(broker, database).join();
      return this;
    } catch (CompletionException failure) {
      close();
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }

  /** {@code 127.0.0.1:PORT}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + broker.join().port();
  }

  /** Usable as it is: it names the user. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + database.join().port() + "/postgres?user=" + JDBC_USER;
  }

  public String jdbcUser() {
    return JDBC_USER;
  }

  public String jdbcPassword() {
    return JDBC_PASSWORD;
  }

  /** Stops Kafka alone. */
  public void stopBroker() {
    Starting.close(broker);
  }

  /** Stops both and, without a data directory, removes their files. */
  @Override
  public void close() {
    ShutdownHooks.remove(closer);
    stop();
  }

  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      Starting.close(broker);
    } finally {
      try {
        Starting.close(database);
      } finally {
        directory.close();
      }
    }
  }
}

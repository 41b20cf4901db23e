package io.tidemark.load.command;

import io.tidemark.app.ClassArchive;
import io.tidemark.app.ListenAddress;
import io.tidemark.app.Node;
import io.tidemark.app.Settings;
import io.tidemark.app.SettingsLoader;
import io.tidemark.app.StartException;
import io.tidemark.app.Termination;
import io.tidemark.app.command.ClassPath;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.app.command.DefinitionsOption;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.services.EmbeddedServices;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dev}: the user's aggregates on embedded services, ready in seconds. */
@Command(
    name = "dev",
    description = {
      "Run your aggregates on an embedded Kafka and PostgreSQL.",
      "Missing topics are created."
    },
    footer = ClassPath.HELP)
public final class DevCommand implements Callable<Integer> {

  @Mixin private DefinitionsOption aggregates;

  @Option(
      names = "--http-port",
      paramLabel = "P",
      defaultValue = "8080",
      description = "Where queries are answered; 0 takes a free port. Default: ${DEFAULT-VALUE}.")
  private int httpPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "P",
      defaultValue = "9092",
      description = "The broker's; 0 takes a free port. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = "P",
      defaultValue = "5432",
      description = "The database's; 0 takes a free port. Default: ${DEFAULT-VALUE}.")
  private int postgresPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep all data there; a second start goes on where the first stopped.")
  private Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter problems = spec.commandLine().getErr();
    List<AggregateDefinition> definitions = aggregates.load();
    PortOption.check(spec, "--http-port", httpPort);
    PortOption.check(spec, "--kafka-port", kafkaPort);
    PortOption.check(spec, "--postgres-port", postgresPort);
    ListenAddress.requireFree("127.0.0.1", httpPort, "HTTP", "--http-port");
    EmbeddedServices.Options options =
        new EmbeddedServices.Options(Optional.ofNullable(data), kafkaPort, postgresPort);
    try (EmbeddedServices services = EmbeddedServices.start(options);
        Node node = Node.start(settings(services, problems), definitions)) {
      Termination termination = Termination.armed();
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "ready http=http://127.0.0.1:"
              + node.httpPort()
              + " kafka="
              + services.bootstrapServers()
              + " jdbc="
              + services.jdbcUrl());
      out.flush();
      ClassArchive.writeLater();
      if (!termination.awaitEnd(node.whenTerminated())) {
        throw CommandFailure.failed("the node ended by itself; its log says why");
      }
    } catch (StartException failure) {
      throw CommandFailure.failed(failure.getMessage(), failure);
    }
    return 0;
  }

  /** The user's environment (tokens, say), with the embedded services in the place of his own. */
  private Settings settings(EmbeddedServices services, PrintWriter problems) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS", services.bootstrapServers());
    environment.put("TIDEMARK_KAFKA_CREATE_TOPICS", "true");
    environment.put("TIDEMARK_KAFKA_REPLICATION_FACTOR", "1");
    environment.put("TIDEMARK_JDBC_URL", services.jdbcUrl());
    environment.put("TIDEMARK_JDBC_USER", services.jdbcUser());
    environment.put("TIDEMARK_JDBC_PASSWORD", services.jdbcPassword());
    environment.put("TIDEMARK_CLUSTER_SEED_NODES", "");
    environment.put("TIDEMARK_CLUSTER_DISCOVERY", "seed-nodes");
    environment.put("TIDEMARK_HTTP_HOST", "127.0.0.1");
    environment.put("TIDEMARK_HTTP_PORT", Integer.toString(httpPort));
    return SettingsLoader.load(
        Optional.empty(), environment, line -> problems.println("tidemark: warning: " + line));
  }
}

package io.tidemark.app.command;

import io.tidemark.app.ClassArchive;
import io.tidemark.app.ListenAddress;
import io.tidemark.app.Node;
import io.tidemark.app.Reachability;
import io.tidemark.app.Settings;
import io.tidemark.app.StartException;
import io.tidemark.app.StartingHealth;
import io.tidemark.app.Termination;
import io.tidemark.app.logging.LogFormat;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.unsafe.UnsafeSwitch;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code run}: one node against the user's own Kafka and PostgreSQL, until it is told to end. */
@Command(
    name = "run",
    description = {
      "Run one node against your Kafka and PostgreSQL.",
      "While one of them does not answer, it waits and says so."
    })
public final class RunCommand implements Callable<Integer> {

  @Mixin private DefinitionsOption aggregates;

  @Mixin private SettingsOption config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getErr();
    UnsafeSwitch.refusal()
        .ifPresent(
            refusal -> {
              throw CommandFailure.wrongUsage(refusal);
            });
    LogFormat.takeOver();
    Settings settings = config.load(out);
    List<AggregateDefinition> definitions = aggregates.load();
    ListenAddress.requireFree(
        settings.http().host(), settings.http().port(), "HTTP", "TIDEMARK_HTTP_PORT");
    Optional<ListenAddress> behind = ListenAddress.behindAnother(settings.config());
    ListenAddress.requireFree(
        behind.map(ListenAddress::host).orElse(settings.cluster().host()),
        behind.map(ListenAddress::port).orElse(settings.cluster().port()),
        "the other nodes",
        "TIDEMARK_CLUSTER_PORT or TIDEMARK_CLUSTER_HOST");
    StartingHealth health = StartingHealth.answerOn(settings.http());
    Reachability.await(settings, line -> LogFormat.say(out, line));
    try (health;
        Node node = Node.start(settings, definitions, health::close)) {
      Termination termination = Termination.armed();
      PrintWriter ready = spec.commandLine().getOut();
      Settings.Http http = settings.http();
      ready.println("ready http=" + http.scheme() + "://" + http.host() + ":" + node.httpPort());
      ready.flush();
      ClassArchive.writeLater();
      if (!termination.awaitEnd(node.whenTerminated())) {
        throw CommandFailure.failed("the node ended by itself; its log says why");
      }
      LogFormat.say(out, "shutting down");
    } catch (StartException failure) {
      throw CommandFailure.failed(failure.getMessage(), failure);
    }
    return 0;
  }
}

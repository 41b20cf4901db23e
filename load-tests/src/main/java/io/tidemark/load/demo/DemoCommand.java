package io.tidemark.load.demo;

import io.tidemark.app.Node;
import io.tidemark.app.StartException;
import io.tidemark.app.Termination;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: the main job on embedded services, judged by the reference model. */
@Command(
    name = "demo",
    description = {
      "Run the main job on an embedded Kafka and PostgreSQL: shop events from three regions,",
      "out of order, duplicated and concurrent; check every final state, then serve queries."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String FILE = "demo.yaml";

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many events are delivered, 1 or more. Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same seed gives the same events. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--once", description = "End after the check instead of serving queries.")
  private boolean once;

  @Option(names = "--json", description = "Print the summary as one JSON object, last.")
  private boolean json;

  @Option(
      names = "--http-port",
      paramLabel = "P",
      defaultValue = "8080",
      description = {
        "Where queries are answered; 0 takes a free port, and so does --once when this one is",
        "busy. Default: ${DEFAULT-VALUE}."
      })
  private int httpPort;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (events < 1) {
      throw new ParameterException(
          spec.commandLine(), "--events: " + events + " is not allowed; allowed: 1 or more");
    }
    if (httpPort < 0 || httpPort > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--http-port: " + httpPort + " is not allowed; allowed: 0 to 65535");
    }
    int port = portToUse();
    List<AggregateDefinition> definitions = BundledAggregates.load(FILE);
    DemoProgress progress = new DemoProgress(out);
    progress.say("starting Kafka, PostgreSQL and one node");
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        Node node = Node.start(NodeSettings.on(services, "tidemark-demo", port), definitions)) {
      EventGenerator generator = new EventGenerator(seed, events);
      DemoRun run =
          new DemoRun(generator, definitions, node, services.bootstrapServers(), progress);
      DemoRun.Outcome outcome = run.run();
      boolean verified = report(out, generator, node, outcome);
      if (!once) {
        serve(out, node);
      }
      return verified ? 0 : CommandFailure.FAILED;
    } catch (StartException failure) {
      throw CommandFailure.failed(failure.getMessage(), failure);
    }
  }

  private boolean report(
      PrintWriter out, EventGenerator generator, Node node, DemoRun.Outcome outcome) {
    Differences differences = outcome.differences();
    if (!differences.none()) {
      out.printf("%,d differences; the first ones:%n", differences.count());
      differences.first().forEach(difference -> out.println("  " + difference));
    }
    DemoSummary summary =
        DemoSummary.of(
            differences.none(),
            events,
            outcome.eventsPerSecond(),
            node.counters(),
            generator.aggregates(),
            seed);
    out.println(summary.table());
    if (!once) {
      printCommands(out, "http://127.0.0.1:" + node.httpPort());
    }
    if (json) {
      out.println(summary.json());
    }
    out.flush();
    return summary.verified();
  }

  private static void printCommands(PrintWriter out, String base) {
    out.println("Serving until Ctrl-C. Try:");
    out.println("  curl -s " + base + "/aggregates/cart/cart-0");
    out.println("  curl -s '" + base + "/projections/carts?status=PAID&limit=5'");
    out.println("  curl -s '" + base + "/projections/orders?total.gte=900&sort=-total&limit=5'");
  }

  private static void serve(PrintWriter out, Node node) throws InterruptedException {
    out.flush();
    if (!Termination.await(node.whenTerminated())) {
      throw CommandFailure.failed("the node ended by itself; its log says why");
    }
  }

  /**
   * A demo that ends by itself needs no particular port; one that serves needs the one asked for.
   */
  private int portToUse() {
    if (httpPort == 0) {
      return 0;
    }
    try (ServerSocket probe = new ServerSocket(httpPort, 1, InetAddress.getByName("127.0.0.1"))) {
      return probe.getLocalPort();
    } catch (IOException busy) {
      if (once) {
        return 0;
      }
      throw CommandFailure.failed(
          "port " + httpPort + " is busy; choose another one with --http-port");
    }
  }
}

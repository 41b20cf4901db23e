package io.tidemark.app.command;

import io.tidemark.app.Settings;
import io.tidemark.app.feed.Feed;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code feed}: publishes a file of CloudEvents, one JSON object a line. */
@Command(
    name = "feed",
    description = {
      "Publish a file of CloudEvents, one JSON object a line, keyed by subject.",
      "A line that cannot be published is reported and the rest goes on."
    })
public final class FeedCommand implements Callable<Integer> {
  @Option(
      names = "--topic",
      required = true,
      paramLabel = "T",
      description = "The topic, which must exist.")
  private String topic;

  @Option(
      names = "--file",
      required = true,
      paramLabel = "F",
      description = "The file, plain or gzip; '-' is standard input.")
  private String file;

  @Option(
      names = "--bootstrap",
      paramLabel = "H:P",
      description = {
        "Where Kafka is found. Default: tidemark.kafka.bootstrap-servers of the settings,",
        "or TIDEMARK_KAFKA_BOOTSTRAP_SERVERS, else 127.0.0.1:9092."
      })
  private String bootstrap;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "At most N events a second. Default: as fast as Kafka takes them.")
  private Integer rate;

  @Mixin private SettingsOption settings;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (rate != null && rate < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rate: " + rate + " is not allowed; a whole number from 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter problems = spec.commandLine().getErr();
    Settings.Kafka known = settings.load(problems).kafka();
    Settings.Kafka kafka =
        Optional.ofNullable(bootstrap)
            .filter(text -> !text.isBlank())
            .map(known::withBootstrapServers)
            .orElse(known);
    boolean sound = new Feed(kafka, topic, Optional.ofNullable(rate), out, problems).publish(file);
    return sound ? 0 : CommandFailure.FAILED;
  }
}

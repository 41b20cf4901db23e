package io.tidemark.app.command;

import io.tidemark.app.Settings;
import io.tidemark.app.StartException;
import io.tidemark.app.wiring.InputReplay;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code replay}: has the input read again from a time on. */
@Command(
    name = "replay",
    description = {
      "Have the input read again from a time on, when the nodes are started next.",
      "States stay as they are: events are recognised by their numbers. Only what had "
          + "not come is new. Offsets are moved back, never forward, so it may be repeated or "
          + "broken off."
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Mixin private DefinitionsOption aggregates;

  @Mixin private SettingsOption config;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIMESTAMP",
      description =
          "Records that Kafka has from then on are read again; with its offset, such as"
              + " 2026-01-31T12:00:00Z.")
  private String from;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only that aggregate type; may be repeated. Default: all of the file.")
  private List<String> chosen = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only tell what would be read again.")
  private boolean dryRun;

  @Option(
      names = "--follow",
      description = "Wait until nodes have read all of it, and tell how much is left.")
  private boolean follow;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Instant time = time(from);
    Settings settings = config.load(spec.commandLine().getErr());
    List<AggregateDefinition> definitions = choose(aggregates.load());
    try (InputReplay replay = new InputReplay(settings.kafka())) {
      Map<AggregateDefinition, List<InputReplay.Reset>> plans = new LinkedHashMap<>();
      for (AggregateDefinition definition : definitions) {
        if (!dryRun && replay.isRunning(definition)) {
          throw CommandFailure.failed(
              "nodes are reading the input of "
                  + definition.type()
                  + "; end them, replay, and start them again");
        }
        plans.put(definition, replay.plan(definition, time));
      }
      for (Map.Entry<AggregateDefinition, List<InputReplay.Reset>> plan : plans.entrySet()) {
        if (!dryRun && !plan.getValue().isEmpty()) {
          replay.apply(plan.getKey(), plan.getValue());
        }
        tell(plan.getKey(), plan.getValue());
      }
      if (follow && !dryRun) {
        follow(replay, plans);
      }
      return 0;
    } catch (StartException failure) {
      throw CommandFailure.failed(failure.getMessage(), failure);
    }
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noTime) {
      throw CommandFailure.wrongUsage(
          "--from takes a time with its offset, such as 2026-01-31T12:00:00Z; found " + text);
    }
  }

  private List<AggregateDefinition> choose(List<AggregateDefinition> definitions) {
    List<String> known = definitions.stream().map(AggregateDefinition::type).toList();
    for (String type : chosen) {
      if (!known.contains(type)) {
        throw CommandFailure.wrongUsage(
            "--type " + type + " is not in " + aggregates.file() + "; allowed: " + known);
      }
    }
    List<AggregateDefinition> selected =
        definitions.stream()
            .filter(definition -> chosen.isEmpty() || chosen.contains(definition.type()))
            .toList();
    for (AggregateDefinition definition : selected) {
      if (definition.sequence().mode() == Mode.NONE) {
        throw CommandFailure.wrongUsage(
            definition.type()
                + " has sequence: none; without numbers older events would be applied twice."
                + " Choose others with --type");
      }
    }
    return selected;
  }

  private void tell(AggregateDefinition definition, List<InputReplay.Reset> resets) {
    PrintWriter out = spec.commandLine().getOut();
    for (InputReplay.Reset reset : resets) {
      out.printf(
          "%s\t%s-%d\t%d -> %d%n",
          definition.type(),
          reset.partition().topic(),
          reset.partition().partition(),
          reset.committed(),
          reset.target());
    }
    long again = resets.stream().mapToLong(InputReplay.Reset::again).sum();
    out.printf(
        "%s: %d offsets of %d partitions %s read again from %s on%n",
        definition.type(), again, resets.size(), dryRun ? "would be" : "are", from);
    out.flush();
  }

  private void follow(InputReplay replay, Map<AggregateDefinition, List<InputReplay.Reset>> plans)
      throws StartException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long before = -1;
    while (true) {
      long left = 0;
      for (Map.Entry<AggregateDefinition, List<InputReplay.Reset>> plan : plans.entrySet()) {
        left += replay.remaining(plan.getKey(), plan.getValue());
      }
      if (left != before) {
        out.println(left + " left");
        out.flush();
        before = left;
      }
      if (left == 0) {
        return;
      }
      Thread.sleep(LOOK.toMillis());
    }
  }
}

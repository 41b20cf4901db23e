package io.tidemark.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dead-letters}: what could not be taken in, and what to do about it, at a running node. */
@Command(
    name = "dead-letters",
    description = "List, show, redrive or discard dead letters of a running node.",
    synopsisSubcommandLabel = "ACTION",
    subcommands = {
      DeadLettersCommand.ListLetters.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.RedriveLetters.class,
      DeadLettersCommand.Discard.class
    })
public final class DeadLettersCommand implements Runnable {
  private static final String ID = "The dead letter's id, as list prints it.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "dead-letters: what? Allowed: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** Lists them. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List them, a line each: id, type, aggregate, source, sequence, reason.")
  static final class ListLetters extends Action {
    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "1000",
        description = "At most N. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public void run() {
      if (limit < 1) {
        throw new ParameterException(
            spec.commandLine(), "--limit: " + limit + " is not allowed; a whole number from 1");
      }
      Optional<String> cursor = Optional.empty();
      int left = limit;
      do {
        String path = "/dead-letters?limit=" + Math.min(left, 1_000);
        JsonNode page = node.get(path + cursor.map(c -> "&cursor=" + encoded(c)).orElse(""));
        for (JsonNode letter : page.path("items")) {
          out().println(line(letter));
        }
        left -= page.path("items").size();
        cursor = Optional.ofNullable(page.path("next").textValue());
      } while (cursor.isPresent() && left > 0);
      out().flush();
    }

    private static String line(JsonNode letter) {
      return String.join(
          "\t",
          letter.path("id").asText(),
          letter.path("aggregateType").asText(),
          letter.path("aggregateId").asText("-"),
          letter.path("source").asText("-"),
          letter.path("sequence").asText("-"),
          letter.path("reason").asText(),
          letter.path("message").asText());
    }
  }

  /** Shows one. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show one whole, with its record; key and value in base64.")
  static final class Show extends Action {
    @Parameters(paramLabel = "ID", description = ID)
    private String id;

    @Override
    public void run() {
      print(node.get("/dead-letters/" + encoded(id)));
    }
  }

  /** Gives one or several another try. */
  @Command(
      name = "redrive",
      mixinStandardHelpOptions = true,
      description = {
        "Give one, or all that match, another try; what waits behind goes on in order.",
        "Needs the admin token."
      })
  static final class RedriveLetters extends Action {
    @Parameters(arity = "0..1", paramLabel = "ID", description = ID)
    private String id;

    @Option(names = "--dry-run", description = "Show the aggregate before and after instead.")
    private boolean dryRun;

    @Option(names = "--type", paramLabel = "T", description = "All of an aggregate type.")
    private String type;

    @Option(names = "--aggregate", paramLabel = "A", description = "All of an aggregate.")
    private String aggregate;

    @Option(names = "--source", paramLabel = "S", description = "All of a source.")
    private String source;

    @Option(names = "--reason", paramLabel = "R", description = "All with a reason.")
    private String reason;

    @Override
    public void run() {
      Map<String, String> filter = new LinkedHashMap<>();
      filter.put("type", type);
      filter.put("aggregate", aggregate);
      filter.put("source", source);
      filter.put("reason", reason);
      filter.values().removeIf(value -> value == null);
      if ((id == null) == filter.isEmpty() || (dryRun && id == null)) {
        throw new ParameterException(
            spec.commandLine(),
            "redrive takes an ID, or filters (--type, --aggregate, --source, --reason);"
                + " --dry-run takes an ID");
      }
      print(
          id != null
              ? node.post(
                  "/dead-letters/" + encoded(id) + "/redrive" + (dryRun ? "?dryRun=true" : ""))
              : node.post("/dead-letters/redrive?limit=1000&" + query(filter)));
    }
  }

  /** Gives one up. */
  @Command(
      name = "discard",
      mixinStandardHelpOptions = true,
      description = {
        "Give one up: its number is skipped, and what waits behind it goes on.",
        "Needs the admin token."
      })
  static final class Discard extends Action {
    @Parameters(paramLabel = "ID", description = ID)
    private String id;

    @Override
    public void run() {
      print(node.delete("/dead-letters/" + encoded(id)));
    }
  }

  /** What all of them have: a node to ask, and where the answer goes. */
  private abstract static class Action implements Runnable {
    @Mixin NodeClient node;
    @Spec CommandSpec spec;

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    void print(JsonNode answer) {
      try {
        out()
            .println(
                ExactJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        out().flush();
      } catch (IOException impossible) {
        throw new IllegalStateException("a JSON tree could not be written", impossible);
      }
    }
  }

  private static String query(Map<String, String> filter) {
    return filter.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

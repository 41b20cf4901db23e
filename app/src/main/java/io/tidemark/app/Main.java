package io.tidemark.app;

import io.tidemark.app.command.CheckCommand;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.app.command.CommandProvider;
import io.tidemark.app.command.DeadLettersCommand;
import io.tidemark.app.command.FeedCommand;
import io.tidemark.app.command.ReplayCommand;
import io.tidemark.app.command.RunCommand;
import io.tidemark.app.logging.LogFormat;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The launcher. Every failure ends as one message on standard error and an exit code: 0 done, 1 the
 * work failed or its check did not hold, 2 wrong usage or configuration. Stack traces appear only
 * with {@code --debug} or a non-empty {@code TIDEMARK_DEBUG}.
 */
@Command(
    name = "tidemark",
    description = "Puts disordered events right: one correct, versioned, queryable state.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HelpCommand.class,
    footer = {
      "",
      "Exit codes: 0 done; 1 the work failed or its check did not hold;",
      "2 wrong usage or configuration."
    })
public final class Main {

  @Option(
      names = "--debug",
      description = "Show stack traces of failures.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Runs one command and returns its exit code; never calls {@link System#exit}. */
  public static int execute(String... arguments) {
    Optional<String> refusal = LogFormat.refusal(System.getenv());
    if (refusal.isPresent()) {
      System.err.println("tidemark: " + refusal.get());
      return CommandFailure.WRONG_USAGE;
    }
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.addSubcommand(new RunCommand());
    line.addSubcommand(new CheckCommand());
    line.addSubcommand(new FeedCommand());
    line.addSubcommand(new DeadLettersCommand());
    line.addSubcommand(new ReplayCommand());
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      provider.commands().forEach(line::addSubcommand);
    }
    line.getSubcommands()
        .get("run")
        .getCommandSpec()
        .usageMessage()
        .footer(SettingTable.help().toArray(String[]::new));
    addHelp(line);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, command, parsed) -> main.report(failure, command));
    line.setParameterExceptionHandler(Main::reportUsage);
    return line;
  }

  /** Every command has {@code --help}, also those of commands. */
  private static void addHelp(CommandLine line) {
    for (CommandLine sub : line.getSubcommands().values()) {
      if (!(sub.getCommand() instanceof HelpCommand)) {
        if (!sub.getCommandSpec().mixinStandardHelpOptions()) {
          sub.getCommandSpec().mixinStandardHelpOptions(true);
        }
        addHelp(sub);
      }
    }
  }

  private int report(Exception failure, CommandLine command) {
    boolean expected = failure instanceof CommandFailure;
    LogFormat.complain(
        command.getErr(),
        expected ? failure.getMessage() : failure.toString(),
        showsTraces() ? failure : null);
    if (!expected && !showsTraces()) {
      LogFormat.say(command.getErr(), "this was not foreseen; --debug shows where it happened");
    }
    return expected ? ((CommandFailure) failure).exitCode() : CommandFailure.FAILED;
  }

  private boolean showsTraces() {
    String variable = System.getenv("TIDEMARK_DEBUG");
    return debug || (variable != null && !variable.isBlank());
  }

  private static int reportUsage(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter out = command.getErr();
    out.println("tidemark: " + failure.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, out);
    out.println("tidemark: see '" + command.getCommandSpec().qualifiedName() + " --help'");
    out.flush();
    return CommandFailure.WRONG_USAGE;
  }

  /** The version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "tidemark " + (version == null ? "(development build)" : version),
        "Java " + System.getProperty("java.version")
      };
    }
  }
}

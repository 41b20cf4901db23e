package io.tidemark.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

class MainTest {
  @Test
  void everyCommandHasHelp() {
    List<List<String>> commands = new ArrayList<>();
    collect(Main.commandLine(), List.of(), commands);
    assertTrue(commands.contains(List.of("dead-letters", "redrive")), commands.toString());
    for (List<String> command : commands) {
      List<String> arguments = new ArrayList<>(command);
      arguments.add("--help");
      StringWriter printed = new StringWriter();
      int exit =
          Main.commandLine()
              .setOut(new PrintWriter(printed))
              .execute(arguments.toArray(String[]::new));
      assertEquals(0, exit, arguments.toString());
      assertTrue(printed.toString().contains("Usage:"), arguments + ": " + printed);
    }
  }

  private static void collect(CommandLine line, List<String> path, List<List<String>> commands) {
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              if (!(sub.getCommand() instanceof HelpCommand)) {
                List<String> command = new ArrayList<>(path);
                command.add(name);
                commands.add(command);
                collect(sub, command, commands);
              }
            });
  }
}

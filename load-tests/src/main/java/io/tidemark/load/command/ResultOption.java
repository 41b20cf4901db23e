package io.tidemark.load.command;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a bench command answers: with a table for people, and for programs if they ask. */
final class ResultOption {
  @Option(names = "--json", description = "Print the result as one JSON object, last.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Prints the answer.
   *
   * @param table whole lines
   * @param object the same as JSON
   */
  void print(String table, Object object) {
    PrintWriter out = command.commandLine().getOut();
    out.print(table);
    if (json) {
      out.println(object);
    }
    out.flush();
  }
}

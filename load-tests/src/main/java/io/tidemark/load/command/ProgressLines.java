package io.tidemark.load.command;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** Tells how far long work is, a line at a time, beside what the command answers. */
record ProgressLines(CommandSpec spec) implements Consumer<String> {
  @Override
  public void accept(String line) {
    PrintWriter problems = spec.commandLine().getErr();
    problems.println(line);
    problems.flush();
  }
}

package io.tidemark.load.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts programs of this process's class path in JVMs of their own. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * Starts one; does not wait for it.
   *
   * @param log where both its outputs go, behind what is there
   * @param jvm options of the JVM
   * @param environment beside that of this process, of which nothing is handed on that starts with
   *     {@code TIDEMARK_}
   * @param program the main class and its arguments
   */
  public static Process start(
      Path log, List<String> jvm, Map<String, String> environment, List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("TIDEMARK_"));
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}

package io.tidemark.load.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Starts programs of this process's class path in JVMs of their own. */
public final class JavaProcess {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    // Whoever ends this process by a signal does not want to look for the others.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-processes"));
  }

  private JavaProcess() {}

  /**
   * Starts one; does not wait for it. It ends with this process, unless this one is killed.
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
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    RUNNING.add(process);
    process.onExit().thenRun(() -> RUNNING.remove(process));
    return process;
  }
}

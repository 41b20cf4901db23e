package io.tidemark.app.command;

import io.tidemark.app.Settings;
import io.tidemark.app.SettingsLoader;
import io.tidemark.app.logging.LogFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The settings of a command line: its file, and the environment. */
final class SettingsOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (HOCON); TIDEMARK_* environment variables override them.")
  private Path file;

  /** Loads them; what is doubtful goes to {@code warnings}. */
  Settings load(PrintWriter warnings) {
    return SettingsLoader.load(
        Optional.ofNullable(file),
        System.getenv(),
        line -> LogFormat.say(warnings, "warning: " + line));
  }
}

package io.tidemark.load.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of the port options, before anything is started for them. */
final class PortOption {

  private PortOption() {}

  static void check(CommandSpec spec, String option, int port) {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(),
          option + ": " + port + " is not allowed; a whole number from 0 to 65535");
    }
  }
}

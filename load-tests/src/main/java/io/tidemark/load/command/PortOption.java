package io.tidemark.load.command;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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

  /** Says within a moment what the node would say only after its services had started. */
  static void requireFree(int httpPort) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), httpPort));
    } catch (IOException taken) {
      throw CommandFailure.failed(
          "port "
              + httpPort
              + " for HTTP is taken on 127.0.0.1 ("
              + taken.getMessage()
              + "); choose another with --http-port",
          taken);
    }
  }
}

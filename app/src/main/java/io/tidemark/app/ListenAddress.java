package io.tidemark.app;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks at an address to listen on before anything else is started for it. */
public final class ListenAddress {

  private ListenAddress() {}

  /**
   * Makes sure that the address can be listened on now. The node would say so too, but only after
   * all that it needs had started.
   *
   * @param purpose what listens there, for the message
   * @param option what changes the port, for the message
   * @throws CommandFailure with exit code 1 naming the address
   */
  public static void requireFree(String host, int port, String purpose, String option) {
    try (ServerSocket socket = new ServerSocket()) {
      // Connections of a node that has just ended are no occupation.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException taken) {
      throw CommandFailure.failed(
          "port "
              + port
              + " for "
              + purpose
              + " cannot be listened on at "
              + host
              + " ("
              + taken.getMessage()
              + "); choose another with "
              + option,
          taken);
    }
  }
}

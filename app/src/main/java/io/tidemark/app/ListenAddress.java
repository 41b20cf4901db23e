package io.tidemark.app;

import com.typesafe.config.Config;
import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Looks at an address to listen on before anything else is started for it. */
public record ListenAddress(String host, int port) {
  private static final String BIND = "pekko.remote.artery.bind.";

  /**
   * Where the node listens for the others when that is not where they find it: it stands behind a
   * proxy or a port mapping. Empty when both are one.
   */
  public static Optional<ListenAddress> behindAnother(Config config) {
    String port = config.getString(BIND + "port");
    String host = config.getString(BIND + "hostname");
    return port.isEmpty()
        ? Optional.empty()
        : Optional.of(new ListenAddress(host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(port)));
  }

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

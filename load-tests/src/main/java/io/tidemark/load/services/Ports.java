package io.tidemark.load.services;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of 127.0.0.1. */
public final class Ports {

  private Ports() {}

  /**
   * Makes sure that a port is free now; 0 becomes a free one.
   *
   * @throws CommandFailure naming the port and the option that changes it
   */
  static int take(int port, String service, String option) {
    try (ServerSocket socket = new ServerSocket()) {
      // A listener that has just ended leaves its connections in TIME_WAIT; that is no occupation.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return socket.getLocalPort();
    } catch (IOException taken) {
      throw CommandFailure.failed(
          "port "
              + port
              + " for "
              + service
              + " is taken on 127.0.0.1 ("
              + taken.getMessage()
              + "); choose another with "
              + option,
          taken);
    }
  }

  /** So many different ports that are free now, ascending. */
  public static List<Integer> free(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int number = 0; number < count; number++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).sorted().toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}

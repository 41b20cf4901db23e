package io.tidemark.load.services;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of 127.0.0.1. */
public final class Ports {
  /**
   * Below those that systems give to connections going out: between the moment when a port is found
   * free and the one when a service takes it, no connection of anybody's takes it.
   */
  private static final int FIRST = 20_000;

  private static final int COUNT = 12_000;
  private static final int TRIES = 1_000;

  /** From a place by chance, for other processes look too; none twice before all were tried. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /**
   * Makes sure that a port is free now; 0 becomes a free one.
   *
   * @throws CommandFailure naming the port and the option that changes it
   */
  static int take(int port, String service, String option) {
    if (port == 0) {
      try {
        return free(1).get(0);
      } catch (IOException none) {
        throw CommandFailure.failed(
            "there is no port for "
                + service
                + ": "
                + none.getMessage()
                + "; name one by "
                + option,
            none);
      }
    }
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
        sockets.add(open());
      }
      return sockets.stream().map(ServerSocket::getLocalPort).sorted().toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static ServerSocket open() throws IOException {
    IOException taken = null;
    for (int left = TRIES; left > 0; left--) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException another) {
        taken = another;
      }
    }
    throw taken;
  }
}

package io.tidemark.load.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A broker as a process of its own: {@code DIRECTORY PORT [NAME:PORT:ADVERTISED ...]}. Says {@code
 * ready} when it serves; ends when it is told to, or when whoever started it closes its input.
 */
public final class StandaloneBroker {
  private StandaloneBroker() {}

  public static void main(String[] arguments) throws IOException {
    List<BrokerListener> further =
        Arrays.stream(arguments).skip(2).map(BrokerListener::parse).toList();
    EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), further);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-closer"));
    System.out.println("ready");
    System.out.flush();
    while (System.in.read() >= 0) {
      // Nothing is said to it; the end of its input is the end of its parent.
    }
    System.exit(0);
  }
}

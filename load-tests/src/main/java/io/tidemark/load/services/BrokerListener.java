package io.tidemark.load.services;

import java.util.Map;

/**
 * One more listener of a broker, whose clients are told another port than it listens on: that of a
 * proxy in between.
 *
 * @param name letters and digits
 * @param port where it listens
 * @param advertisedPort what its clients are told
 */
public record BrokerListener(String name, int port, int advertisedPort) {

  /** As one argument of a command line. */
  public String text() {
    return name + ":" + port + ":" + advertisedPort;
  }

  static BrokerListener parse(String text) {
    String[] parts = text.split(":");
    return new BrokerListener(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  void addTo(Map<String, String> settings) {
    append(settings, "listeners", name + "://127.0.0.1:" + port);
    append(settings, "advertised.listeners", name + "://127.0.0.1:" + advertisedPort);
    append(settings, "listener.security.protocol.map", name + ":PLAINTEXT");
    settings.putIfAbsent("inter.broker.listener.name", "PLAINTEXT");
  }

  private static void append(Map<String, String> settings, String key, String value) {
    settings.merge(key, value, (before, added) -> before + "," + added);
  }
}

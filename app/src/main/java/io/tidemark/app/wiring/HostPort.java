package io.tidemark.app.wiring;

/** Where a node is found, as settings name it: HOST:PORT, checked when they were loaded. */
record HostPort(String host, int port) {
  static HostPort of(String text) {
    int colon = text.lastIndexOf(':');
    return new HostPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}

package io.tidemark.app;

import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who may ask this node, checked as a whole; messages never show a token. */
final class AccessSettings {
  private AccessSettings() {}

  /**
   * A token that is given itself, or by the file that it stands in alone.
   *
   * @param path the key of the token; that of the file ends with {@code -file}
   */
  static Optional<String> token(String path, String given, String file) {
    if (file.isEmpty()) {
      return Optional.of(given).filter(token -> !token.isEmpty());
    }
    if (!given.isEmpty()) {
      throw CommandFailure.wrongUsage(
          path + " and " + path + "-file are both given; allowed: one of them");
    }
    try {
      String token = Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
      if (token.matches("\\S+")) {
        return Optional.of(token);
      }
    } catch (IOException unreadable) {
      throw CommandFailure.wrongUsage(path + "-file: " + file + " cannot be read");
    }
    throw CommandFailure.wrongUsage(
        path + "-file: what stands in " + file + " is no token; allowed: text without blanks");
  }

  /** A key without its certificate proves nothing, and a certificate without its key neither. */
  static Optional<Settings.Tls> tls(String certificate, String key) {
    if (certificate.isEmpty() != key.isEmpty()) {
      throw CommandFailure.wrongUsage(
          "tidemark.http.tls-certificate and tidemark.http.tls-key: allowed: both or none");
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(new Settings.Tls(Path.of(certificate), Path.of(key)));
  }

  /** What other machines reach is not left open by oversight. */
  static void requireMeant(String host, Optional<String> readToken, boolean open) {
    if (readToken.isEmpty() && !open && !isLoopback(host)) {
      throw CommandFailure.wrongUsage(
          "tidemark.http.host: "
              + host
              + " is reached from other machines, and no read token is configured; allowed: a read"
              + " token (TIDEMARK_READ_TOKEN or TIDEMARK_READ_TOKEN_FILE), or"
              + " TIDEMARK_HTTP_OPEN=true if everyone may read");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      // It will not be listened on either.
      return false;
    }
  }
}

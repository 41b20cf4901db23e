package io.tidemark.app.http;

import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Who may read. Without a read token everyone; with one, whoever bears it or the admin token. */
final class ReadAuthorization {
  private final BearerTokens accepted = new BearerTokens();

  ReadAuthorization(Optional<String> readToken, Optional<String> adminToken) {
    readToken.ifPresent(
        token -> {
          accepted.add(token);
          adminToken.ifPresent(accepted::add);
        });
  }

  boolean permits(HttpRequest request) {
    return accepted.isEmpty() || accepted.areBorneBy(request);
  }

  static HttpResponse refusal() {
    return BearerTokens.refusal("this node answers to its read token: Authorization: Bearer");
  }
}

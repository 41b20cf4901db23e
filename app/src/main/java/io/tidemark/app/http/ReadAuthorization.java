package io.tidemark.app.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.HttpChallenge;
import org.apache.pekko.http.javadsl.model.headers.WWWAuthenticate;

/**
 * Who may read. Without a read token everyone; with one, whoever bears it or the admin token.
 * Tokens are compared by their hashes, so that the time it takes tells nothing about them.
 */
final class ReadAuthorization {
  private static final String SCHEME = "bearer ";

  private final List<byte[]> accepted = new ArrayList<>();

  ReadAuthorization(Optional<String> readToken, Optional<String> adminToken) {
    readToken.ifPresent(
        token -> {
          accepted.add(hash(token));
          adminToken.map(ReadAuthorization::hash).ifPresent(accepted::add);
        });
  }

  boolean permits(HttpRequest request) {
    if (accepted.isEmpty()) {
      return true;
    }
    byte[] given = hash(bearerToken(request).orElse(""));
    boolean permitted = false;
    for (byte[] token : accepted) {
      permitted |= MessageDigest.isEqual(token, given);
    }
    return permitted;
  }

  static HttpResponse refusal() {
    return Problem.of(
            StatusCodes.UNAUTHORIZED, "this node answers to its read token: Authorization: Bearer")
        .addHeader(WWWAuthenticate.create(HttpChallenge.create("Bearer", "tidemark")));
  }

  private static Optional<String> bearerToken(HttpRequest request) {
    return request
        .getHeader("Authorization")
        .map(HttpHeader::value)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip());
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}

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
 * Some tokens that a request may bear. They are compared by their hashes, so that the time it takes
 * tells nothing about them.
 */
final class BearerTokens {
  private static final String SCHEME = "bearer ";

  private final List<byte[]> accepted = new ArrayList<>();

  void add(String token) {
    accepted.add(hash(token));
  }

  boolean isEmpty() {
    return accepted.isEmpty();
  }

  /** Whether the request bears one of them. */
  boolean areBorneBy(HttpRequest request) {
    byte[] given = hash(bearerToken(request).orElse(""));
    boolean found = false;
    for (byte[] token : accepted) {
      found |= MessageDigest.isEqual(token, given);
    }
    return found;
  }

  /** The refusal of a request that bears none. */
  static HttpResponse refusal(String detail) {
    return Problem.of(StatusCodes.UNAUTHORIZED, detail)
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

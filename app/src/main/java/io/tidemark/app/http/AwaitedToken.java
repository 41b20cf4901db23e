package io.tidemark.app.http;

import io.tidemark.domain.clock.AggregateToken;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * What a request wants to see included in what it reads.
 *
 * @param token the token
 * @param timeout how long to wait for it, at most {@link #LONGEST}
 */
public record AwaitedToken(AggregateToken token, Duration timeout) {
  static final String HEADER = "Tidemark-Token";
  static final String TIMEOUT = "timeout";
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final Duration USUAL = Duration.ofSeconds(2);
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?)(ms|s)?");
  private static final int MILLISECONDS = 3;

  /**
   * What a request says of a token.
   *
   * @param timeout how long it wants to wait; the usual 2 s when absent
   * @return empty when it says nothing
   * @throws InvalidRequestException when it cannot be understood
   */
  static Optional<AwaitedToken> of(HttpRequest request, Optional<String> timeout) {
    Duration patience = timeout.map(AwaitedToken::duration).orElse(USUAL);
    List<String> given = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("tidemark-token")) {
        given.add(header.value().strip());
      }
    }
    if (given.size() > 1) {
      throw new InvalidRequestException("there is more than one " + HEADER);
    }
    return given.stream().findFirst().map(text -> new AwaitedToken(decoded(text), patience));
  }

  private static AggregateToken decoded(String text) {
    try {
      return AggregateToken.decode(text);
    } catch (IllegalArgumentException noToken) {
      throw new InvalidRequestException(
          HEADER + " is no token; give back the token of an answer as it came");
    }
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      BigDecimal number = new BigDecimal(matcher.group(1));
      BigDecimal milliseconds =
          "ms".equals(matcher.group(2)) ? number : number.movePointRight(MILLISECONDS);
      Duration duration = Duration.ofMillis(milliseconds.longValue());
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw new InvalidRequestException(
        TIMEOUT + " takes a duration up to 30 s, such as 500ms or 2s");
  }

  /**
   * Refuses a token of another aggregate.
   *
   * @throws InvalidRequestException when it is one
   */
  public AwaitedToken requireOf(String type, String id) {
    if (token.isNamed() && !(token.type().equals(type) && token.id().equals(id))) {
      throw new InvalidRequestException(
          "the token is of " + token.type() + " " + token.id() + ", not of " + type + " " + id);
    }
    return this;
  }
}

package io.tidemark.app.http;

import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.http.javadsl.model.headers.IfMatch;
import org.apache.pekko.http.javadsl.model.headers.IfNoneMatch;
import org.apache.pekko.http.scaladsl.model.headers.EntityTagRange;

/** Answers that have an entity tag, and what requests ask of it (RFC 9110, section 13). */
final class Conditional {
  private Conditional() {}

  /** The answer with its tag; 304 or 412 in its place when the request says so. */
  static HttpResponse answer(HttpRequest request, HttpResponse answer, String token) {
    EntityTag tag = EntityTag.create(token, false);
    boolean refused =
        request
            .getHeader(IfMatch.class)
            .map(header -> !matches(tag, header.m(), false))
            .orElse(false);
    if (refused) {
      return Problem.of(StatusCodes.PRECONDITION_FAILED, "it is not as If-Match says")
          .addHeader(ETag.create(tag));
    }
    boolean known =
        request
            .getHeader(IfNoneMatch.class)
            .map(header -> matches(tag, header.m(), true))
            .orElse(false);
    HttpResponse response =
        known ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED) : answer;
    return response
        .addHeader(ETag.create(tag))
        // May be kept, but not used again without asking.
        .addHeader(CacheControl.create(CacheDirectives.NO_CACHE()));
  }

  private static boolean matches(
      EntityTag tag,
      org.apache.pekko.http.javadsl.model.headers.EntityTagRange range,
      boolean weakly) {
    return org.apache.pekko.http.scaladsl.model.headers.EntityTag.matchesRange(
        (org.apache.pekko.http.scaladsl.model.headers.EntityTag) tag,
        (EntityTagRange) range,
        weakly);
  }
}

package io.tidemark.app.http;

import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.MediaType;
import org.apache.pekko.http.scaladsl.server.MediaTypeNegotiator;

/** In which form an answer may be given (RFC 9110, section 12). */
final class Negotiation {
  private Negotiation() {}

  /** The answer to a query, or a 406 when the request does not accept its form. */
  static HttpResponse accepted(HttpRequest request, HttpResponse response) {
    if (!request.method().equals(HttpMethods.GET) || !response.status().isSuccess()) {
      return response;
    }
    MediaTypeNegotiator negotiator =
        new MediaTypeNegotiator(
            ((org.apache.pekko.http.scaladsl.model.HttpRequest) request).headers());
    MediaType given = (MediaType) response.entity().getContentType().mediaType();
    return negotiator.isAccepted(given)
        ? response.addHeader(RawHeader.create("Vary", "Accept, Accept-Encoding"))
        : Problem.of(StatusCodes.NOT_ACCEPTABLE, "this is answered as " + given.value());
  }

  /** A compressed answer is not the same bytes, so its tag is a weak one. */
  static HttpResponse tagged(HttpResponse response) {
    boolean encoded = response.getHeader("Content-Encoding").isPresent();
    return response
        .getHeader(ETag.class)
        .filter(tag -> encoded && !tag.etag().weak())
        .map(
            tag ->
                response
                    .removeHeader("ETag")
                    .addHeader(ETag.create(EntityTag.create(tag.etag().tag(), true))))
        .orElse(response);
  }
}

package io.tidemark.app.http;

import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** Who may change things: whoever bears the admin token; nobody when none is configured. */
final class AdminAuthorization {
  private final BearerTokens accepted = new BearerTokens();

  AdminAuthorization(Optional<String> adminToken) {
    adminToken.ifPresent(accepted::add);
  }

  /** Why the request is refused; empty when it is not. */
  Optional<HttpResponse> refusal(HttpRequest request) {
    if (accepted.isEmpty()) {
      return Optional.of(
          Problem.of(
              StatusCodes.FORBIDDEN,
              "this node takes no administrative requests: no admin token is configured"
                  + " (TIDEMARK_ADMIN_TOKEN)"));
    }
    return accepted.areBorneBy(request)
        ? Optional.empty()
        : Optional.of(
            BearerTokens.refusal("this takes the admin token: Authorization: Bearer TOKEN"));
  }
}

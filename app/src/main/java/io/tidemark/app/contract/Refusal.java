package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The ways in which a request is not answered as asked; each is a problem (RFC 9457). */
enum Refusal {
  BAD_REQUEST(400, "An unknown parameter, or a bad value; the detail says what is allowed."),
  UNAUTHORIZED(401, "A token is asked for and was not given.", "WWW-Authenticate"),
  FORBIDDEN(403, "This node has no admin token, and refuses administration."),
  NOT_FOUND(404, "There is none; where names are the file's, the detail lists the known ones."),
  NOT_ACCEPTABLE(406, "Accept or Accept-Encoding leave nothing that could be answered."),
  CHANGED(412, "If-Match names another state.", "ETag"),
  TOO_LARGE(413, "The body has more than 1 MiB."),
  URI_TOO_LONG(414, "The URI has more than 16 KiB."),
  HISTORY_TOO_LONG(422, "The history is too long for a question about the past."),
  HEADER_TOO_LARGE(431, "A header has more than 8 KiB."),
  FAILED(500, "A fault of the node; its log says more."),
  UNAVAILABLE(503, "This cannot be answered now.", "Retry-After"),
  TIMED_OUT(504, "There was no answer in time.", "Retry-After");

  private final int status;
  private final String description;
  private final String[] headers;

  Refusal(int status, String description, String... headers) {
    this.status = status;
    this.description = description;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  /** Its name among the document's responses. */
  String component() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  ObjectNode json() {
    ObjectNode response = JsonNodeFactory.instance.objectNode().put("description", description);
    for (String header : headers) {
      ObjectNode described = response.withObject("/headers").putObject(header);
      described.put("required", true);
      described.set("schema", header.equals("Retry-After") ? Schemas.count() : Schemas.text());
    }
    response
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", Schemas.reference("problem"));
    return response;
  }
}

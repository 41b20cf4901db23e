package io.tidemark.persistence.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import io.tidemark.persistence.projection.ProjectionQuery.QueryColumn;
import io.tidemark.persistence.projection.ProjectionQuery.SortKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a page ended, as text that its reader cannot mistake for anything else: base64url of a JSON
 * array of the query's fingerprint and the last item's value (or null) of each column that orders.
 * What it says is checked like any other parameter; it opens nothing that the query does not.
 */
final class ProjectionCursor {
  private static final int FINGERPRINT_BYTES = 9;

  private ProjectionCursor() {}

  static String encode(String fingerprint, Position position) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    array.add(fingerprint);
    position.values().forEach(value -> array.add(value.orElse(null)));
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(ExactJson.mapper().writeValueAsBytes(array));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a cursor could not be written", impossible);
    }
  }

  /**
   * @throws InvalidQueryException when it is no cursor, or one of another query
   */
  static Position decode(String cursor, String fingerprint, List<SortKey> order) {
    JsonNode array;
    try {
      array = ExactJson.mapper().readTree(Base64.getUrlDecoder().decode(cursor));
    } catch (IOException | IllegalArgumentException garbage) {
      throw invalid();
    }
    if (!array.isArray() || array.isEmpty()) {
      throw invalid();
    }
    if (!fingerprint.equals(array.get(0).textValue())) {
      throw new InvalidQueryException(
          "cursor belongs to a query with other filters or another sort");
    }
    if (array.size() != order.size() + 1) {
      throw invalid();
    }
    List<Optional<String>> values = new ArrayList<>();
    for (int index = 0; index < order.size(); index++) {
      values.add(value(array.get(index + 1), order.get(index).column()));
    }
    return new Position(values);
  }

  private static Optional<String> value(JsonNode value, QueryColumn column) {
    if (value.isNull() && !column.isId()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw invalid();
    }
    Optional<String> text = ColumnText.fromQuery(column.type(), value.textValue());
    if (text.isEmpty()) {
      throw invalid();
    }
    return text;
  }

  /** A short text that differs, but for hash collisions, between queries whose pages differ. */
  static String fingerprint(Collection<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
      }
      byte[] shortened = Arrays.copyOf(digest.digest(), FINGERPRINT_BYTES);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(shortened);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static InvalidQueryException invalid() {
    return new InvalidQueryException("cursor is not one that an answer to this query gave as next");
  }
}

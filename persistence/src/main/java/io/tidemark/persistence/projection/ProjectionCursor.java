package io.tidemark.persistence.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import io.tidemark.persistence.projection.ProjectionQuery.QueryColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Where a page ended, as text that its reader cannot mistake for anything else: base64url of a JSON
 * array of the query's fingerprint, the last row's sort value (or null) and its id. What it says is
 * checked like any other parameter; it opens nothing that the query does not.
 */
final class ProjectionCursor {
  private static final int FINGERPRINT_BYTES = 9;

  private ProjectionCursor() {}

  static String encode(String fingerprint, Position position) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(3);
    array.add(fingerprint).add(position.value().orElse(null)).add(position.id());
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
  static Position decode(String cursor, String fingerprint, QueryColumn sort) {
    JsonNode array;
    try {
      array = ExactJson.mapper().readTree(Base64.getUrlDecoder().decode(cursor));
    } catch (IOException | IllegalArgumentException garbage) {
      throw invalid();
    }
    if (!array.isArray() || array.size() != 3 || !array.get(2).isTextual()) {
      throw invalid();
    }
    if (!fingerprint.equals(array.get(0).textValue())) {
      throw new InvalidQueryException(
          "cursor belongs to a query with other filters or another sort");
    }
    JsonNode value = array.get(1);
    if (!value.isTextual() && !value.isNull()) {
      throw invalid();
    }
    Optional<String> text = Optional.empty();
    if (value.isTextual()) {
      text = ColumnText.fromQuery(sort.type(), value.textValue());
      if (text.isEmpty()) {
        throw invalid();
      }
    }
    return new Position(text, StoredText.of(array.get(2).textValue()));
  }

  /** A short text that differs, but for hash collisions, between queries whose pages differ. */
  static String fingerprint(String projection, String sort, Set<String> filters) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((projection + "\n" + sort + "\n").getBytes(StandardCharsets.UTF_8));
      for (String filter : filters) {
        digest.update((filter.length() + ":" + filter).getBytes(StandardCharsets.UTF_8));
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

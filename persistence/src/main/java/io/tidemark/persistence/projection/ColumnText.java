package io.tidemark.persistence.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.json.ExactJson;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Values of columns in the one text form that PostgreSQL's cast to the column's type accepts, so
 * that no value, of a state or of a query, can make a statement fail.
 */
final class ColumnText {
  private ColumnText() {}

  /**
   * What stands in a state, in the column's text form.
   *
   * @param node the value; neither null nor JSON null
   * @return empty when the column's type cannot hold it
   */
  static Optional<String> fromState(ColumnType type, JsonNode node) {
    return switch (type) {
      case TEXT -> Optional.of(StoredText.of(node.isTextual() ? node.textValue() : json(node)));
      case JSONB -> storable(node).map(ColumnText::json);
      case BOOLEAN ->
          node.isBoolean() ? Optional.of(String.valueOf(node.booleanValue())) : Optional.empty();
      case BIGINT, INTEGER, NUMERIC ->
          node.isNumber() ? number(type, node.decimalValue()) : Optional.empty();
      case TIMESTAMPTZ -> node.isTextual() ? timestamp(node.textValue()) : Optional.empty();
      case DATE -> node.isTextual() ? date(node.textValue()) : Optional.empty();
    };
  }

  /**
   * What a query gives, in the column's text form.
   *
   * @return empty when it is no value of that type; {@link #expected} says what is
   */
  static Optional<String> fromQuery(ColumnType type, String value) {
    return switch (type) {
      case TEXT -> Optional.of(StoredText.of(value));
      case JSONB -> jsonFromQuery(value).map(ColumnText::json);
      case BOOLEAN ->
          value.equals("true") || value.equals("false") ? Optional.of(value) : Optional.empty();
      case BIGINT, INTEGER, NUMERIC -> decimal(value).flatMap(number -> number(type, number));
      // A plus sign that was not percent-encoded arrives as a space.
      case TIMESTAMPTZ -> timestamp(value.replace(' ', '+'));
      case DATE -> date(value);
    };
  }

  /** What {@link #fromQuery} takes, for a message. */
  static String expected(ColumnType type) {
    return switch (type) {
      case TEXT -> "text";
      case JSONB -> "JSON";
      case BOOLEAN -> "true or false";
      case BIGINT -> "a whole number of 64 bits";
      case INTEGER -> "a whole number of 32 bits";
      case NUMERIC -> "a decimal number of at most " + ExactJson.MAXIMUM_DIGITS + " digits";
      case TIMESTAMPTZ -> "a time with its offset, such as 2026-01-31T12:00:00Z";
      case DATE -> "a date such as 2026-01-31";
    };
  }

  /** The type's name in SQL. */
  static String sqlName(ColumnType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<String> number(ColumnType type, BigDecimal number) {
    if (!ExactJson.isWithinBounds(number)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          switch (type) {
            case BIGINT -> String.valueOf(number.longValueExact());
            case INTEGER -> String.valueOf(number.intValueExact());
            default -> number.toPlainString();
          });
    } catch (ArithmeticException outOfRange) {
      return Optional.empty();
    }
  }

  private static Optional<BigDecimal> decimal(String value) {
    try {
      return value.length() > 2 * ExactJson.MAXIMUM_DIGITS
          ? Optional.empty()
          : Optional.of(new BigDecimal(value));
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  private static Optional<String> timestamp(String value) {
    try {
      // PostgreSQL keeps microseconds and would round up what is finer.
      Instant instant =
          OffsetDateTime.parse(value.toUpperCase(Locale.ROOT))
              .toInstant()
              .truncatedTo(ChronoUnit.MICROS);
      return isStorable(LocalDate.ofInstant(instant, ZoneOffset.UTC))
          ? Optional.of(instant.toString())
          : Optional.empty();
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private static Optional<String> date(String value) {
    try {
      LocalDate date = LocalDate.parse(value);
      return isStorable(date) ? Optional.of(date.toString()) : Optional.empty();
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }

  /** Years of four digits: others are written with a sign, which PostgreSQL does not read. */
  private static boolean isStorable(LocalDate date) {
    return date.getYear() >= 1 && date.getYear() <= 9999;
  }

  /** What a query gives as JSON, such that jsonb can hold it; empty when it is none. */
  static Optional<JsonNode> jsonFromQuery(String value) {
    return parsed(value).flatMap(ColumnText::storable);
  }

  private static Optional<JsonNode> parsed(String value) {
    try {
      JsonNode node = ExactJson.mapper().readTree(value);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }

  private static String json(JsonNode node) {
    try {
      return ExactJson.mapper().writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a JSON tree could not be written", impossible);
    }
  }

  /**
   * The same tree with text that jsonb can hold; empty when it holds a number that jsonb cannot.
   */
  private static Optional<JsonNode> storable(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(JsonNodeFactory.instance.textNode(StoredText.of(node.textValue())));
    }
    if (node.isNumber()) {
      return ExactJson.isWithinBounds(node.decimalValue()) ? Optional.of(node) : Optional.empty();
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(node.size());
      for (JsonNode element : node) {
        Optional<JsonNode> kept = storable(element);
        if (kept.isEmpty()) {
          return kept;
        }
        copy.add(kept.get());
      }
      return Optional.of(copy);
    }
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
        Map.Entry<String, JsonNode> field = fields.next();
        Optional<JsonNode> kept = storable(field.getValue());
        if (kept.isEmpty()) {
          return kept;
        }
        copy.set(StoredText.of(field.getKey()), kept.get());
      }
      return Optional.of(copy);
    }
    return Optional.of(node);
  }
}

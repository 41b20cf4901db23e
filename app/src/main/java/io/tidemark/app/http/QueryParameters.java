package io.tidemark.app.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.japi.Pair;

/** The parameters of a request, decoded. What is not known is refused rather than overlooked. */
final class QueryParameters {
  static final int DEFAULT_LIMIT = 50;
  static final int MAXIMUM_LIMIT = 1_000;

  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = values;
  }

  /** All of them, in order, for a reader with names of its own. */
  static List<Map.Entry<String, String>> all(HttpRequest request) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (Pair<String, String> parameter : request.getUri().query().toList()) {
      parameters.add(Map.entry(parameter.first(), parameter.second()));
    }
    return parameters;
  }

  /**
   * @throws InvalidRequestException when one is not among the known, or given twice
   */
  static QueryParameters of(HttpRequest request, Set<String> known) {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> parameter : all(request)) {
      if (!known.contains(parameter.getKey())) {
        throw new InvalidRequestException(
            "unknown parameter "
                + parameter.getKey()
                + (known.isEmpty()
                    ? "; this request takes none"
                    : "; known: " + String.join(", ", new TreeSet<>(known))));
      }
      if (values.put(parameter.getKey(), parameter.getValue()) != null) {
        throw new InvalidRequestException("parameter " + parameter.getKey() + " is given twice");
      }
    }
    return new QueryParameters(values);
  }

  Optional<String> cursor() {
    return Optional.ofNullable(values.get("cursor"));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether it is given as true; false when absent. */
  boolean flag(String name) {
    String value = values.getOrDefault(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new InvalidRequestException(name + " takes true or false");
    }
    return value.equals("true");
  }

  /**
   * A version, from 1 on; empty when absent.
   *
   * @throws InvalidRequestException when it is none
   */
  OptionalLong version(String name) {
    String value = values.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    // No sign, and nothing but ASCII digits.
    if (VERSION.matcher(value).matches()) {
      return OptionalLong.of(Long.parseLong(value));
    }
    throw new InvalidRequestException(name + " takes a version, a whole number from 1 on");
  }

  int limit() {
    String value = values.get("limit");
    if (value == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= MAXIMUM_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException noNumber) {
      // Refused below, as what is out of bounds.
    }
    throw new InvalidRequestException("limit takes a whole number from 1 to " + MAXIMUM_LIMIT);
  }
}

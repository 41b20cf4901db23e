package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The dead letters that were settled last: a stream that starts anew is told of them again, since
 * the one before may have ended before it forgot them. At most {@link #LIMIT}, many more than are
 * ever on their way.
 */
final class SettledLetters {
  private static final int LIMIT = 100;

  private final ArrayDeque<String> letters = new ArrayDeque<>(0);

  void add(String letter) {
    letters.remove(letter);
    letters.add(letter);
    if (letters.size() > LIMIT) {
      letters.remove();
    }
  }

  List<String> list() {
    return List.copyOf(letters);
  }

  JsonNode save() {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode(letters.size());
    letters.forEach(saved::add);
    return saved;
  }

  static SettledLetters load(JsonNode saved) {
    SettledLetters loaded = new SettledLetters();
    saved.forEach(letter -> loaded.letters.add(letter.textValue()));
    return loaded;
  }
}

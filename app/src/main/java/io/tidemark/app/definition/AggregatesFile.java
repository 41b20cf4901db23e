package io.tidemark.app.definition;

import io.tidemark.domain.definition.AggregateDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads aggregates files, as {@code docs/aggregates-file.md} describes them. */
public final class AggregatesFile {
  private AggregatesFile() {}

  /**
   * The aggregate types of a file, in its order.
   *
   * @throws DefinitionException with everything that is wrong, when the file cannot be read or is
   *     not as it should be
   */
  public static List<AggregateDefinition> load(Path file) throws DefinitionException {
    return parse(file.toString(), text(file));
  }

  /**
   * Shows the classes of all custom merge rules to someone who may find something wrong with them.
   *
   * @param inspection from the name of a class to what is wrong with it
   * @throws DefinitionException with everything that is wrong, at the places of the classes; and
   *     whenever {@link #load} throws it
   */
  public static void inspectRules(Path file, Function<String, List<String>> inspection)
      throws DefinitionException {
    read(
        file.toString(),
        text(file),
        document -> {
          new TypeReader().read(document);
          CustomRulePlaces.inspect(document, inspection);
          return true;
        });
  }

  private static String text(Path file) throws DefinitionException {
    Problems problems = new Problems(file.toString());
    Optional<String> text = Optional.empty();
    try {
      if (Files.isDirectory(file)) {
        problems.at(1, 1, "is a directory; allowed: a YAML file");
      } else {
        text = decode(Files.readAllBytes(file), problems);
      }
    } catch (NoSuchFileException e) {
      problems.at(1, 1, "there is no such file");
    } catch (IOException e) {
      problems.at(1, 1, "cannot be read: " + e);
    }
    problems.throwIfAny();
    return text.orElseThrow();
  }

  /**
   * The aggregate types of a text.
   *
   * @param name what problems call the file
   * @throws DefinitionException with everything that is wrong
   */
  public static List<AggregateDefinition> parse(String name, String text)
      throws DefinitionException {
    return read(name, text, document -> new TypeReader().read(document));
  }

  private static <T> T read(String name, String text, Function<Element, T> reader)
      throws DefinitionException {
    try {
      return read(text, new Problems(name), reader);
    } catch (DefinitionException e) {
      // Strict YAML first, so that no good file is read otherwise than it is written.
      SpacedKeys spaced = SpacedKeys.of(text);
      if (!spaced.isChanged()) {
        throw e;
      }
      return read(spaced.text(), new Problems(name, spaced.columns()), reader);
    }
  }

  private static <T> T read(String text, Problems problems, Function<Element, T> reader)
      throws DefinitionException {
    Optional<T> result = YamlText.compose(text, problems).map(reader);
    problems.throwIfAny();
    return result.orElseThrow();
  }

  private static Optional<String> decode(byte[] bytes, Problems problems) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    CharBuffer target = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(source, target, true);
    String text = target.flip().toString();
    if (result.isError()) {
      int line = (int) text.chars().filter(character -> character == '\n').count() + 1;
      problems.at(line, text.length() - text.lastIndexOf('\n'), "is not UTF-8 from here on");
      return Optional.empty();
    }
    return Optional.of(text);
  }
}

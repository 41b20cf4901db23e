package io.tidemark.app.definition;

import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.composer.ComposerException;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Turns a text into the tree of its one YAML document, with SnakeYAML's limits on. */
final class YamlText {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private YamlText() {}

  /** The document, unless the text has none that can be read; then the problems say why. */
  static Optional<Element> compose(String text, Problems problems) {
    String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    try {
      Node root = compose(content);
      if (root == null) {
        problems.at(1, 1, "the file is empty; allowed: a map with the key aggregates");
        return Optional.empty();
      }
      return new Expansion(problems).isSound(root)
          ? Optional.of(Element.root(root, problems))
          : Optional.empty();
    } catch (MarkedYAMLException e) {
      problems.at(e.getProblemMark(), describe(e));
    } catch (ReaderException e) {
      String before = content.substring(0, content.offsetByCodePoints(0, e.getPosition()));
      int line = (int) before.chars().filter(character -> character == '\n').count() + 1;
      problems.at(
          line,
          before.length() - before.lastIndexOf('\n'),
          "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      problems.at(1, 1, "cannot be read as YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Node compose(String content) {
    LoaderOptions options = new LoaderOptions();
    return new Composer(
            new ParserImpl(new StreamReader(content), options), new PlainScalars(), options)
        .getSingleNode();
  }

  private static String describe(MarkedYAMLException e) {
    if (e instanceof ComposerException
        && String.valueOf(e.getContext()).startsWith("expected a single document")) {
      return "the file holds a second document here; allowed: one";
    }
    String problem = String.valueOf(e.getProblem()).strip();
    if (problem.startsWith("found character '@'")) {
      return "not YAML: a value that starts with @ must be quoted, such as \"@subject\"";
    }
    return "not YAML: " + (e.getContext() == null ? "" : e.getContext() + ", ") + problem;
  }
}

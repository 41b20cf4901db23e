package io.tidemark.app.definition;

import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What an unquoted scalar means: JSON's numbers, {@code true}, {@code false} and {@code null};
 * anything else is text. YAML 1.1, SnakeYAML's default, would turn {@code NO}, {@code on}, {@code
 * 1:30} and {@code 2024-01-01} into something that nobody wrote.
 */
final class PlainScalars extends Resolver {
  private static final Map<Tag, Pattern> FORMS =
      Map.of(
          Tag.BOOL, Pattern.compile("true|false"),
          Tag.NULL, Pattern.compile("null|~|"),
          Tag.INT, Pattern.compile("-?(?:0|[1-9][0-9]*+)"),
          Tag.FLOAT, Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+"));

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, FORMS.get(Tag.BOOL), "tf");
    // The character 0 stands for the empty scalar.
    addImplicitResolver(Tag.NULL, FORMS.get(Tag.NULL), "n~\0");
    addImplicitResolver(Tag.INT, FORMS.get(Tag.INT), "-0123456789");
    addImplicitResolver(Tag.FLOAT, FORMS.get(Tag.FLOAT), "-0123456789");
  }

  /** Whether a scalar's tag is known here and its value is of that form. */
  static boolean fits(Tag tag, String value) {
    return tag.equals(Tag.STR)
        || (FORMS.containsKey(tag) && FORMS.get(tag).matcher(value).matches());
  }
}

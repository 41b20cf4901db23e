package io.tidemark.app.definition;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.definition.ValueExpression.Attribute;
import io.tidemark.domain.definition.ValueExpression.Constant;
import io.tidemark.domain.definition.ValueExpression.Pointer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where a value comes from: {@code /pointer}, {@code @attribute}, or the value itself. */
final class Expressions {
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]+");
  private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");

  private Expressions() {}

  /** The expression; {@code required} when it or what surrounds it says so. */
  static Optional<ValueExpression> read(Element element, boolean required) {
    if (element.isMap()) {
      Section section = Section.of(element);
      if (isLongForm(section)) {
        return longForm(section, required);
      }
    }
    if (element.isText() && isReference(element.characters())) {
      return reference(element, required);
    }
    return Constants.read(element).map(Constant::new);
  }

  static boolean isReference(String text) {
    return text.startsWith("/") || text.startsWith("@");
  }

  /** A pointer or an attribute; nothing else. */
  static Optional<ValueExpression> reference(Element element, boolean required) {
    String allowed = "a JSON pointer such as /customer/id, or an attribute such as \"@subject\"";
    Optional<String> text = element.text(allowed);
    if (text.isPresent() && !isReference(text.get())) {
      element.expect(allowed);
      return Optional.empty();
    }
    return text.flatMap(
        reference ->
            reference.startsWith("/")
                ? pointer(element).map(pointer -> new Pointer(pointer, required))
                : attribute(element, reference.substring(1), required));
  }

  /** A JSON Pointer (RFC 6901) that is not empty. */
  static Optional<JsonPointer> pointer(Element element) {
    Optional<String> text = element.text("a JSON pointer such as /customer/id");
    if (text.isPresent() && !text.get().startsWith("/")) {
      element.expect("a JSON pointer, which starts with /, such as /customer/id");
      return Optional.empty();
    }
    if (text.isPresent() && BAD_ESCAPE.matcher(text.get()).find()) {
      element.expect("a JSON pointer, in which ~0 stands for ~ and ~1 for /");
      return Optional.empty();
    }
    return text.map(JsonPointer::compile);
  }

  private static Optional<ValueExpression> attribute(
      Element element, String name, boolean required) {
    if (!ATTRIBUTE.matcher(name).matches()) {
      element.expect("an attribute's name in lower-case letters and digits, such as \"@source\"");
      return Optional.empty();
    }
    return Optional.of(new Attribute(name, required));
  }

  /** Whether a map is {@code {from: ..., required: ...}} rather than a constant. */
  private static boolean isLongForm(Section section) {
    Optional<Element> from = section.find("from");
    boolean refers =
        from.filter(value -> value.isText() && isReference(value.characters())).isPresent();
    return refers || (from.isPresent() && section.find("required").isPresent());
  }

  private static Optional<ValueExpression> longForm(Section section, boolean required) {
    section.allowOnly(List.of("from", "required"));
    boolean itself = section.find("required").flatMap(Element::flag).orElse(false);
    return section.find("from").flatMap(from -> reference(from, required || itself));
  }
}

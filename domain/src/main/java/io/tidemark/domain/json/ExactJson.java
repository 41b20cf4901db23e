package io.tidemark.domain.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** JSON whose numbers stay what they were written as: never a double on the way. */
public final class ExactJson {
  /** The deepest nesting that is read; deeper documents are refused. */
  public static final int MAXIMUM_DEPTH = 200;

  /** The most decimal digits, before or after the point, that arithmetic accepts. */
  public static final int MAXIMUM_DIGITS = 1_000;

  /** The greatest exponent, up or down, that is read: what lies beyond could not be read again. */
  public static final int MAXIMUM_EXPONENT = 999_999_999;

  private static final JsonMapper MAPPER =
      new JsonMapper.Builder(
              new BoundedMapper(
                  JsonFactory.builder()
                      .streamReadConstraints(
                          StreamReadConstraints.builder().maxNestingDepth(MAXIMUM_DEPTH).build())
                      .build()))
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .nodeFactory(new BoundedNumbers())
          .build();

  private ExactJson() {}

  /** The shared mapper; its configuration must not be changed. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** Writes a value. A text, as most are, without what Jackson sets up for each tree. */
  public static void write(JsonGenerator out, JsonNode value) throws IOException {
    if (value.isTextual()) {
      out.writeString(value.textValue());
    } else {
      MAPPER.writeTree(out, value);
    }
  }

  /** Whether arithmetic on this number stays within {@link #MAXIMUM_DIGITS}. */
  public static boolean isWithinBounds(BigDecimal number) {
    return number.scale() <= MAXIMUM_DIGITS
        && (long) number.precision() - number.scale() <= MAXIMUM_DIGITS;
  }

  /** The one node that stands for a number, however it was written: 1, 1.0 and 1e0 are equal. */
  public static JsonNode number(BigDecimal number) {
    if (number.signum() == 0) {
      return JsonNodeFactory.instance.numberNode(0);
    }
    BigDecimal stripped = number.stripTrailingZeros();
    if (stripped.scale() > 0 || !isWithinBounds(stripped)) {
      return MAPPER.getNodeFactory().numberNode(stripped);
    }
    BigInteger integer = stripped.toBigIntegerExact();
    return integer.bitLength() < Integer.SIZE
        ? JsonNodeFactory.instance.numberNode(integer.intValue())
        : integer.bitLength() < Long.SIZE
            ? JsonNodeFactory.instance.numberNode(integer.longValue())
            : JsonNodeFactory.instance.numberNode(integer);
  }

  /**
   * What is beyond {@link #MAXIMUM_EXPONENT} is no JSON here, and is told like all that is none.
   */
  private static final class BoundedMapper extends JsonMapper {
    private static final long serialVersionUID = 1L;

    BoundedMapper(JsonFactory factory) {
      super(factory);
    }

    /** Jackson passes on what BigDecimal throws, which nobody who reads foreign bytes expects. */
    @Override
    protected JsonNode _readTreeAndClose(JsonParser parser) throws IOException {
      try {
        return super._readTreeAndClose(parser);
      } catch (NumberFormatException | ArithmeticException beyond) {
        throw new JsonParseException(
            parser, "a number whose exponent is beyond " + MAXIMUM_EXPONENT, beyond);
      }
    }
  }

  private static final class BoundedNumbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;

    BoundedNumbers() {
      super(true);
    }

    @Override
    public ValueNode numberNode(BigDecimal number) {
      if (Math.abs((long) number.scale()) > MAXIMUM_EXPONENT) {
        throw new NumberFormatException("scale " + number.scale());
      }
      return super.numberNode(number);
    }
  }
}

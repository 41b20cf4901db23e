package io.tidemark.domain.merge.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.POJONode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.Stamp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CustomRulesTest {

  /** Good. */
  public static class Newest implements CustomRule {
    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return write.value();
    }
  }

  /** No rule. */
  public static class NoRule {}

  /** Cannot be created. */
  public abstract static class Abstract extends Newest {}

  /** Cannot be seen. */
  static class Hidden extends Newest {}

  /** Needs another object. */
  public class Inner extends Newest {}

  /** Needs an argument. */
  public static class Demanding extends Newest {
    public Demanding(String argument) {
      assertTrue(argument.isEmpty());
    }
  }

  /** Fails when created. */
  public static class Throwing extends Newest {
    public Throwing() {
      throw new IllegalStateException("no licence");
    }
  }

  /** Fails when initialized. */
  public static class BadStatic extends Newest {
    static final int NUMBER = Integer.parseInt("x");
  }

  @Test
  void loadsARule() {
    assertEquals(Newest.class, CustomRules.load(Newest.class.getName()).getClass());
  }

  static List<List<String>> refused() {
    String own = CustomRulesTest.class.getName();
    return List.of(
        List.of("com.example.Nothing", "there is no class com.example.Nothing on the class path"),
        List.of("com.example.Nothing", "TIDEMARK_CLASSPATH"),
        List.of(own + "$NoRule", "does not implement io.tidemark.domain.merge.custom.CustomRule"),
        List.of(own + "$Abstract", "is abstract"),
        List.of(CustomRule.class.getName(), "is an interface"),
        List.of(own + "$Hidden", "is not public"),
        List.of(own + "$Inner", "make the nested class static"),
        List.of(own + "$Demanding", "has no public constructor without arguments"),
        List.of(own + "$Throwing", "threw java.lang.IllegalStateException: no licence"),
        List.of(own + "$BadStatic", "static initializer"),
        // The file system may not tell upper from lower case, a class name does.
        List.of(own.replace("Rules", "rules"), "custom"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhyAClassCannotBeUsed(List<String> nameAndReason) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> CustomRules.load(nameAndReason.get(0)))
            .getMessage();
    assertTrue(message.contains(nameAndReason.get(1)), message);
    assertTrue(message.contains(nameAndReason.get(0)), message);
  }

  @Test
  void asksTheContextClassLoaderFirst() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    List<String> asked = new ArrayList<>();
    try {
      thread.setContextClassLoader(
          new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
              asked.add(name);
              throw new ClassNotFoundException(name);
            }
          });
      assertEquals(Newest.class, CustomRules.load(Newest.class.getName()).getClass());
      assertEquals(List.of(Newest.class.getName()), asked);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void normalizesOrderAndNumbers() throws Exception {
    JsonNode returned = ExactJson.mapper().readTree("{\"b\":1.10,\"a\":[1e2]}");
    assertEquals("{\"a\":[100],\"b\":1.1}", CustomRules.normalize(returned).toString());
  }

  static List<JsonNode> noJson() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ArrayNode holding = nodes.arrayNode();
    holding.addObject().set("x", DoubleNode.valueOf(0.1));
    return List.of(
        MissingNode.getInstance(),
        new POJONode("x"),
        BinaryNode.valueOf(new byte[1]),
        DoubleNode.valueOf(Double.NaN),
        nodes.numberNode(0.1f),
        holding);
  }

  @ParameterizedTest
  @MethodSource("noJson")
  void refusesWhatBytesDoNotKeep(JsonNode returned) {
    assertThrows(IllegalArgumentException.class, () -> CustomRules.normalize(returned));
  }

  @Test
  void refusesNull() {
    assertThrows(IllegalArgumentException.class, () -> CustomRules.normalize(null));
  }

  @Test
  void ordersWritesAndTheirStoredFormAlike() throws Exception {
    List<CustomWrite> writes = new ArrayList<>();
    for (long nanos : new long[] {-1, 5, Long.MAX_VALUE}) {
      for (long counter : new long[] {0, 10}) {
        for (String source : List.of("a", "aa", "\uffff", "\ud83d\ude00")) {
          for (long sequence : new long[] {9, 10}) {
            for (int place : new int[] {0, 1}) {
              Stamp stamp = new Stamp(new EffectiveTime(nanos, counter), source, sequence);
              writes.add(new CustomWrite(JsonNodeFactory.instance.nullNode(), stamp, place));
            }
          }
        }
      }
    }
    for (CustomWrite left : writes) {
      JsonNode stored = ExactJson.mapper().readTree(left.order().toString());
      assertEquals(left.order(), stored);
      for (CustomWrite right : writes) {
        assertEquals(
            Integer.signum(left.compareTo(right)),
            Integer.signum(JsonOrder.ORDER.compare(stored, right.order())));
      }
    }
  }
}

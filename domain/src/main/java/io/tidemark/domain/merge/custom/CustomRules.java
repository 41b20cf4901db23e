package io.tidemark.domain.merge.custom;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.JsonOrder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Optional;

/** Loads users' rules by the name of their class, and keeps what they return to JSON. */
public final class CustomRules {
  private CustomRules() {}

  /**
   * A new instance of a rule's class, found by the thread's context class loader, then by this
   * class's own.
   *
   * @param className the full name, such as {@code com.example.PriorityAddress}; of a nested class
   *     with {@code $}
   * @throws IllegalArgumentException when there is no such class or it is no rule; the message says
   *     what is wrong and what to do
   */
  public static CustomRule load(String className) {
    Class<?> type = find(className);
    if (!CustomRule.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "%s does not implement %s".formatted(className, CustomRule.class.getName()));
    }
    if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
      throw new IllegalArgumentException(
          "%s is %s; make it a public class"
              .formatted(
                  className,
                  type.isInterface()
                      ? "an interface"
                      : Modifier.isAbstract(type.getModifiers()) ? "abstract" : "not public"));
    }
    return create(type.asSubclass(CustomRule.class));
  }

  /**
   * The one form in which what a rule returned is kept, shown and compared: members sorted, numbers
   * without trailing zeros.
   *
   * @param returned a state or a value, as the rule returned it
   * @throws IllegalArgumentException when it is no JSON, or JSON that bytes would not keep: null, a
   *     Java object, bytes, a floating-point number; the message names it
   */
  public static JsonNode normalize(JsonNode returned) {
    Optional<String> wrong = ReturnedJson.problem(returned);
    if (wrong.isPresent()) {
      throw new IllegalArgumentException(wrong.get());
    }
    return JsonOrder.canonical(returned);
  }

  private static Class<?> find(String className) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      try {
        return find(className, context);
      } catch (ClassNotFoundException e) {
        // Our own is asked below.
      }
    }
    try {
      return find(className, CustomRules.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          ("there is no class %s on the class path; put its jar or folder there: set"
                  + " TIDEMARK_CLASSPATH=rules.jar (several: separated by %s; all jars of a folder:"
                  + " folder/*)")
              .formatted(className, java.io.File.pathSeparator),
          e);
    }
  }

  private static Class<?> find(String className, ClassLoader loader) throws ClassNotFoundException {
    try {
      return Class.forName(className, false, loader);
    } catch (UnsupportedClassVersionError e) {
      throw new IllegalArgumentException(
          "%s was compiled for a newer Java than %s, which runs here; compile it with --release %d"
              .formatted(
                  className, System.getProperty("java.version"), Runtime.version().feature()),
          e);
    } catch (LinkageError e) {
      throw unusable(className, e);
    }
  }

  private static CustomRule create(Class<? extends CustomRule> type) {
    String name = type.getName();
    try {
      Constructor<? extends CustomRule> constructor = type.getConstructor();
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "%s has no public constructor without arguments; add one%s"
              .formatted(
                  name,
                  type.isMemberClass() && !Modifier.isStatic(type.getModifiers())
                      ? ", and make the nested class static"
                      : ""),
          e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "the constructor of %s threw %s".formatted(name, e.getCause()), e.getCause());
    } catch (ExceptionInInitializerError e) {
      throw new IllegalArgumentException(
          "the static initializer of %s threw %s".formatted(name, e.getCause()), e.getCause());
    } catch (LinkageError e) {
      throw unusable(name, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("%s cannot be created: %s".formatted(name, e), e);
    }
  }

  private static IllegalArgumentException unusable(String className, LinkageError cause) {
    return new IllegalArgumentException(
        "%s cannot be loaded: %s; what it uses has to be on the class path as well (TIDEMARK_CLASSPATH)"
            .formatted(className, cause),
        cause);
  }
}

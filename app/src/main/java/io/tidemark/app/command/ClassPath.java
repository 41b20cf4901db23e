package io.tidemark.app.command;

/** What the help of each command that loads users' classes says about where they come from. */
public final class ClassPath {
  /** A footer. */
  public static final String HELP =
      "\nCustom merge rules are classes in the jars and folders that the environment variable"
          + "\nTIDEMARK_CLASSPATH lists, written as Java's CLASSPATH; DIR/* is every jar in DIR.";

  private ClassPath() {}
}

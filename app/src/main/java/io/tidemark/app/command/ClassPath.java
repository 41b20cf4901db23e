package io.tidemark.app.command;

/** What the help of each command that loads users' classes says about where they come from. */
public final class ClassPath {
  /** A footer. */
  public static final String HELP =
      "\nThe classes of custom merge rules are in the jars and folders that the"
          + "\nvariable TIDEMARK_CLASSPATH lists as CLASSPATH would; DIR/* is all jars in DIR.";

  private ClassPath() {}
}

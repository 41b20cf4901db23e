package io.tidemark.app.definition;

/**
 * One thing that is wrong with a file.
 *
 * @param file the file's name as the user gave it
 * @param line counted from 1
 * @param column counted from 1, in characters
 * @param message names the key, what was found and what is allowed
 */
public record Problem(String file, int line, int column, String message) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}

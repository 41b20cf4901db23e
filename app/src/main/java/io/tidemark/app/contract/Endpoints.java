package io.tidemark.app.contract;

/** Takes the operations of a document. */
@FunctionalInterface
interface Endpoints {
  /**
   * @param path the path, with its parameters in braces
   * @param method in lower case
   */
  void add(String path, String method, Endpoint endpoint);
}

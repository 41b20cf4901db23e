package io.tidemark.load.demo;

/** One aggregate among all types: its type and its id. */
public record AggregateKey(String type, String id) {
  @Override
  public String toString() {
    return type + "/" + id;
  }
}

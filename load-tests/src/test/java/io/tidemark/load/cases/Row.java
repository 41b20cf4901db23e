package io.tidemark.load.cases;

import java.util.List;
import java.util.Optional;

/**
 * One event of an example.
 *
 * @param name what the example calls it
 * @param number its sequence number
 * @param nanos its time
 * @param observed the events whose state its writer had read, when it says so; may be none of them
 * @param operations a list of operations as the aggregates file has them
 */
record Row(
    String name,
    String source,
    long number,
    long nanos,
    Optional<List<String>> observed,
    String operations) {
  Row {
    observed = observed.map(List::copyOf);
  }
}

package io.tidemark.streams.ingest;

import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.sequencing.Gap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Remembers what is missing and what failed. Blocking; throws when the database does not answer.
 */
public interface OperationsStore {
  /** Keeps dead letters; one that is kept already stays as it is. */
  void keep(List<DeadLetter> deadLetters);

  /** Counts another attempt at dead letters, and keeps what was wrong this time. */
  void keepAgain(List<DeadLetter> deadLetters);

  /** Forgets dead letters that are none any longer. */
  void forget(Collection<String> ids);

  /** The ids of a type's aggregates that have open gaps on record. */
  Set<String> aggregatesWithGaps(String type);

  /**
   * Replaces the open gaps of some aggregates of a type, by id.
   *
   * @param partitions where these aggregates may be
   * @param owner the node that says so; refused when one of the partitions is another's
   */
  void replaceGaps(String type, Map<String, List<Gap>> gaps, Set<Integer> partitions, String owner);

  /** The gaps of a type whose time has run out; each is not due again for some seconds. */
  List<DueGap> takeDueGaps(String type, int limit);

  /** A gap whose time has run out. */
  record DueGap(String aggregateId, String source, long to, boolean decidesStart) {}
}

package io.tidemark.app.wiring;

import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.persistence.operations.OperationsTables;
import io.tidemark.streams.ingest.OperationsStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ingest stream's memory of failures and gaps, in PostgreSQL. */
public final class JdbcOperationsStore implements OperationsStore {
  private final OperationsTables tables;
  private final GapPolicy policy;

  public JdbcOperationsStore(OperationsTables tables, GapPolicy policy) {
    this.tables = tables;
    this.policy = policy;
  }

  @Override
  public void keep(List<DeadLetter> deadLetters) {
    tables.keep(deadLetters);
  }

  @Override
  public void keepAgain(List<DeadLetter> deadLetters) {
    tables.keepAgain(deadLetters);
  }

  @Override
  public void forget(Collection<String> ids) {
    tables.forget(ids);
  }

  @Override
  public Set<String> aggregatesWithGaps(String type) {
    return tables.aggregatesWithGaps(type);
  }

  @Override
  public void replaceGaps(
      String type, Map<String, List<Gap>> gaps, Set<Integer> partitions, String owner) {
    tables.replaceGaps(type, gaps, policy, partitions, owner);
  }

  @Override
  public List<DueGap> takeDueGaps(String type, int limit) {
    return tables.takeDueGaps(type, limit).stream()
        .map(due -> new DueGap(due.aggregateId(), due.source(), due.to(), due.decidesStart()))
        .toList();
  }
}

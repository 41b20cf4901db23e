package io.tidemark.app.wiring;

import io.tidemark.app.http.InvalidRequestException;
import io.tidemark.app.http.Page;
import io.tidemark.app.http.ProjectionReader;
import io.tidemark.persistence.projection.InvalidQueryException;
import io.tidemark.persistence.projection.ProjectionPage;
import io.tidemark.persistence.projection.ProjectionTables;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** HTTP queries are answered from the projections' tables. */
public final class JdbcProjectionReader implements ProjectionReader {
  private final Map<String, Source> sources;
  private final Map<String, Described> described;
  private final Executor blocking;

  /**
   * @param sources the projections, in the order they are listed in
   * @param blocking runs the queries, which block
   */
  public JdbcProjectionReader(List<Source> sources, Executor blocking) {
    Map<String, Source> byName = new LinkedHashMap<>();
    Map<String, Described> descriptions = new LinkedHashMap<>();
    for (Source source : sources) {
      String name = source.tables().definition().name();
      byName.put(name, source);
      descriptions.put(name, new Described(source.aggregateType(), source.tables().definition()));
    }
    this.sources = byName;
    this.described = Collections.unmodifiableMap(descriptions);
    this.blocking = blocking;
  }

  /** A projection's tables and the type of the aggregates in them. */
  public record Source(String aggregateType, ProjectionTables tables) {}

  @Override
  public Map<String, Described> projections() {
    return described;
  }

  @Override
  public CompletionStage<Page> query(String name, List<Map.Entry<String, String>> parameters) {
    return CompletableFuture.supplyAsync(
        () -> answer(sources.get(name).tables(), parameters), blocking);
  }

  private static Page answer(ProjectionTables tables, List<Map.Entry<String, String>> parameters) {
    try {
      ProjectionPage page = tables.query(parameters);
      return new Page(page.items(), page.next());
    } catch (InvalidQueryException invalid) {
      throw new InvalidRequestException(invalid.getMessage());
    } catch (SQLException failure) {
      throw new CompletionException(failure);
    }
  }
}

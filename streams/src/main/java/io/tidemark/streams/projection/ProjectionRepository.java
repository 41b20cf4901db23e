package io.tidemark.streams.projection;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where one projection keeps its rows and how far it has read. Every method may block. */
public interface ProjectionRepository {

  /** Makes ready what is missing; called at every start of the stream, also after a failure. */
  Session open() throws Exception;

  /**
   * The rows as they stood at {@link #open}. When they are taken away or made anew meanwhile, a
   * session fails and another must be opened, so that rows and offsets always belong together.
   */
  interface Session {

    /**
     * The next offset of each of these partitions; one that is left out starts at the beginning.
     */
    Map<Integer, Long> offsets(Collection<Integer> partitions) throws Exception;

    /**
     * Writes rows and offsets, together or not at all. Both may be empty: then it only fails when
     * the session has lost its rows.
     *
     * @param rows may hold several versions of one aggregate; the newest counts
     * @param offsets the next offset of each partition the rows came from
     */
    void write(List<StateRow> rows, Map<Integer, Long> offsets) throws Exception;
  }
}

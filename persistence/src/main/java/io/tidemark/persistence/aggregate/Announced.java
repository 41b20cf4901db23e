package io.tidemark.persistence.aggregate;

import io.tidemark.domain.sequencing.Gap;
import java.util.List;
import java.util.Optional;

/**
 * What an aggregate told the stream that it now answers to, as far as anyone remembers. A stream
 * that starts anew cannot know what its predecessor still delivered, so it is told everything
 * again.
 */
final class Announced {
  private String epoch = "";
  private long version;
  private String gapEpoch = "";
  private List<Gap> gaps = List.of();

  /** Whether this version has not been announced to this stream yet; counts it as announced. */
  boolean isNews(String streamEpoch, long currentVersion) {
    boolean news = !streamEpoch.equals(epoch) || currentVersion != version;
    epoch = streamEpoch;
    version = currentVersion;
    return news;
  }

  /** Whether this stream was told nothing yet. */
  boolean isNew(String streamEpoch) {
    return !streamEpoch.equals(epoch);
  }

  /**
   * The open gaps if they may differ from those reported to this stream. How many events wait is
   * reported anew only when it has doubled or halved: it changes with every event.
   */
  Optional<List<Gap>> gaps(String streamEpoch, List<Gap> current) {
    if (streamEpoch.equals(gapEpoch) && areAlike(current)) {
      return Optional.empty();
    }
    gapEpoch = streamEpoch;
    gaps = current;
    return Optional.of(current);
  }

  private boolean areAlike(List<Gap> current) {
    if (current.size() != gaps.size()) {
      return false;
    }
    for (int i = 0; i < gaps.size(); i++) {
      Gap before = gaps.get(i);
      Gap now = current.get(i);
      if (!now.isSameRun(before)
          || now.waiting() >= before.waiting() * 2
          || now.waiting() * 2 <= before.waiting()) {
        return false;
      }
    }
    return true;
  }
}

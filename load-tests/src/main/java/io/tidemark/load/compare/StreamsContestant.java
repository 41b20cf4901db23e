package io.tidemark.load.compare;

import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Kafka Streams on the same work. */
final class StreamsContestant implements Contestant {
  @Override
  public String name() {
    return "kafka-streams";
  }

  @Override
  public String group() {
    return StreamsTwin.APPLICATION;
  }

  @Override
  public ChildJvm start(EmbeddedServices services, Path folder, ChildJvm.Options jvm)
      throws IOException {
    return ChildJvm.start(
        folder.resolve("kafka-streams.log"),
        jvm,
        Map.of(),
        List.of(
            StreamsTwin.class.getName(),
            services.bootstrapServers(),
            folder.resolve("state").toString()));
  }
}

package io.tidemark.load.compare;

import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One Tidemark node, as {@code run} starts it. */
final class TidemarkContestant implements Contestant {
  private static final String GROUP = "bench";

  @Override
  public String name() {
    return "tidemark";
  }

  @Override
  public String group() {
    return GROUP + "-account";
  }

  @Override
  public ChildJvm start(EmbeddedServices services, Path folder, ChildJvm.Options jvm)
      throws IOException {
    Path file = folder.resolve("aggregates.yaml");
    Files.writeString(file, StandardLoad.aggregatesFile());
    Map<String, String> environment =
        new HashMap<>(
            NodeSettings.environment(services.bootstrapServers(), services.jdbcUrl(), GROUP));
    environment.put("TIDEMARK_HTTP_PORT", "0");
    environment.put("TIDEMARK_CLUSTER_HOST", "127.0.0.1");
    environment.put("TIDEMARK_CLUSTER_PORT", "0");
    return ChildJvm.start(
        folder.resolve("tidemark.log"),
        jvm,
        environment,
        List.of("io.tidemark.app.Main", "run", "--aggregates", file.toString()));
  }
}

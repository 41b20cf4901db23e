package io.tidemark.load.compare;

import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What could be reached at best. */
final class CeilingContestant implements Contestant {
  @Override
  public String name() {
    return "ceiling";
  }

  @Override
  public String group() {
    return CeilingProgram.GROUP;
  }

  @Override
  public boolean announcesStates() {
    return false;
  }

  @Override
  public ChildJvm start(EmbeddedServices services, Path folder, ChildJvm.Options jvm)
      throws IOException {
    return ChildJvm.start(
        folder.resolve("ceiling.log"),
        jvm,
        Map.of(),
        List.of(CeilingProgram.class.getName(), services.bootstrapServers(), services.jdbcUrl()));
  }
}

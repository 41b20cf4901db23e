package io.tidemark.load.command;

import io.tidemark.app.command.CommandProvider;
import io.tidemark.load.demo.DemoCommand;
import java.util.List;

/** The demo, the embedded services, the conversion of logs and the benchmarks. */
public final class LoadTestCommands implements CommandProvider {

  @Override
  public List<Object> commands() {
    return List.of(new DemoCommand(), new DevCommand(), new ConvertCommand(), new BenchCommand());
  }
}

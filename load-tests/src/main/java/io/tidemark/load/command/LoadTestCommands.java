package io.tidemark.load.command;

import io.tidemark.app.command.CommandProvider;
import io.tidemark.load.demo.DemoCommand;
import java.util.List;

/** The commands that bring their own Kafka and PostgreSQL. */
public final class LoadTestCommands implements CommandProvider {

  @Override
  public List<Object> commands() {
    return List.of(new DemoCommand(), new DevCommand(), new ConvertCommand());
  }
}

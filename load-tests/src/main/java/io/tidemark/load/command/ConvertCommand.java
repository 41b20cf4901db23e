package io.tidemark.load.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.logs.LogFormat;
import io.tidemark.load.model.CloudEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code convert}: a process log as CSV becomes a file of CloudEvents for {@code feed}. */
@Command(
    name = "convert",
    description = {
      "Turn a process log (CSV, gzip too) into CloudEvents, one JSON object a line, as "
          + "the feed command takes them."
    })
public final class ConvertCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      converter = FormatByName.class,
      description = "What the rows are: loans or receipts.")
  private LogFormat format;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "F",
      description = "The log; repeat it for several.")
  private List<Path> inputs;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "G",
      description = "The file to write; compressed when its name ends in .gz.")
  private Path output;

  @Option(
      names = "--shuffle",
      paramLabel = "SEED",
      description = "Put the whole log out of order; the same seed gives the same order.")
  private Long shuffle;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try {
      List<CloudEvent> events = new ArrayList<>();
      for (Path input : inputs) {
        format.read(input, events::add);
      }
      if (shuffle != null) {
        Collections.shuffle(events, new Random(shuffle));
      }
      write(events);
      spec.commandLine().getOut().printf("%d events written to %s%n", events.size(), output);
      return 0;
    } catch (NoSuchFileException e) {
      throw CommandFailure.wrongUsage("convert: there is no file or folder " + e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.failed("convert: " + e.getMessage(), e);
    }
  }

  private void write(List<CloudEvent> events) throws IOException {
    try (OutputStream file = Files.newOutputStream(output);
        OutputStream bytes =
            output.toString().endsWith(".gz") ? new GZIPOutputStream(file, 1 << 16) : file;
        Writer lines = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      for (CloudEvent event : events) {
        lines.write(MAPPER.writeValueAsString(CloudEventRecords.document(event)));
        lines.write('\n');
      }
    }
  }

  /** Formats are written in lower case, as all words of the command line are. */
  private static final class FormatByName implements ITypeConverter<LogFormat> {
    @Override
    public LogFormat convert(String name) {
      for (LogFormat format : LogFormat.values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
          return format;
        }
      }
      throw new TypeConversionException(name + " is not allowed; allowed: loans, receipts");
    }
  }
}

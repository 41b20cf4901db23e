package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.contract.Aggregate;
import io.tidemark.app.contract.AsyncApi;
import io.tidemark.app.contract.OpenApi;
import io.tidemark.domain.aggregate.HistoryTooLongException;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.projection.ProjectionView;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** What the routes read from, without a node: answers of the real form, or trouble when told so. */
final class StubNode {
  private static final String EVENT =
      "{'id':'e','source':'s','sequence':null,'type':'t','time':'2026-01-31T12:00:00Z',"
          + "'correlationId':'c','causationId':null,'direction':'consumed',"
          + "'aggregate':{'type':'thing','id':'1'},'topic':'t','partition':0,'offset':7}";

  /** What is to happen to whatever is asked for. */
  enum Mood {
    WORKS,
    KNOWS_NOTHING,
    HAS_A_BUG,
    HAS_NO_DATABASE,
    IS_SLOW,
    HAS_TOO_LONG_HISTORIES,
    HANGS
  }

  private final List<AggregateDefinition> definitions;
  private volatile Mood mood = Mood.WORKS;

  StubNode(List<AggregateDefinition> definitions) {
    this.definitions = List.copyOf(definitions);
  }

  void set(Mood newMood) {
    mood = newMood;
  }

  JsonNode openApi() {
    return OpenApi.document(definitions, "1");
  }

  ApiRoutes.Sources sources() {
    Map<String, AggregateDefinition> types =
        definitions.stream()
            .collect(Collectors.toMap(AggregateDefinition::type, definition -> definition));
    return new ApiRoutes.Sources(
        types.keySet(),
        (type, id, awaited) ->
            found(
                () ->
                    new AggregateReader.Answer(
                        new Aggregate(types.get(type), id).note(1, "letter").answer(), "token")),
        new Histories(types),
        new Projections(),
        new Operations(),
        new Acts(),
        this::checks,
        this::metrics,
        List.of(
            new ScalingRoutes(this::scaling).create(),
            new FlowRoutes((question, limit, cursor) -> page(EVENT)).create(),
            new ChangeRoutes(
                    types.keySet(),
                    new Projections().projections().keySet(),
                    new Changes(),
                    ChangeRoutes.Limits.of(10))
                .create(),
            new ContractRoutes(openApi(), AsyncApi.document(definitions, "1")).create()));
  }

  private Map<String, Boolean> checks() {
    failSometimes();
    return Map.of("database", mood != Mood.HAS_NO_DATABASE);
  }

  private String metrics() {
    failSometimes();
    return "tidemark_events_total 1\n";
  }

  private Optional<JsonNode> scaling() {
    failSometimes();
    return mood == Mood.HAS_NO_DATABASE
        ? Optional.empty()
        : Optional.of(
            json(
                "{'nodes':{'now':3,'wanted':4,'usefulMaximum':8},"
                    + "'lag':{'total':9,'workable':7,'stuck':2,'database':0},"
                    + "'waiting':{'gap':1,'deadLetters':0}}"));
  }

  private void failSometimes() {
    if (mood == Mood.HAS_A_BUG) {
      throw new IllegalStateException("secret");
    }
  }

  private <T> CompletionStage<T> answer(Supplier<T> answer) {
    failSometimes();
    return switch (mood) {
      case HAS_NO_DATABASE ->
          CompletableFuture.failedFuture(
              new IllegalStateException("secret", new SQLException("secret")));
      case IS_SLOW -> CompletableFuture.failedFuture(new TimeoutException("secret"));
      case HANGS -> new CompletableFuture<>();
      default -> CompletableFuture.completedFuture(answer.get());
    };
  }

  private <T> CompletionStage<Optional<T>> found(Supplier<T> answer) {
    return answer(() -> mood == Mood.KNOWS_NOTHING ? Optional.empty() : Optional.of(answer.get()));
  }

  private <T> CompletionStage<Optional<T>> past(Supplier<T> answer) {
    return mood == Mood.HAS_TOO_LONG_HISTORIES
        ? CompletableFuture.failedFuture(new HistoryTooLongException("secret"))
        : found(answer);
  }

  private final class Histories implements HistoryReader {
    private static final String APPLIED =
        "{'version':1,'id':'e','source':'s','sequence':null,'type':'t',"
            + "'time':'2026-01-31T12:00:00Z','correlationId':null,'causationId':'c','data':[]}";

    private final Map<String, AggregateDefinition> types;

    Histories(Map<String, AggregateDefinition> types) {
      this.types = types;
    }

    @Override
    public CompletionStage<Optional<AggregateReader.Answer>> at(
        String type, String id, long version) {
      return past(
          () ->
              new AggregateReader.Answer(new Aggregate(types.get(type), id).announced(), "token"));
    }

    @Override
    public CompletionStage<Optional<AggregateReader.Answer>> at(
        String type, String id, Instant at) {
      return at(type, id, 1);
    }

    @Override
    public CompletionStage<Optional<Page>> events(String type, String id, long from, int limit) {
      return past(() -> new Page(List.of(json(APPLIED)), Optional.empty()));
    }

    @Override
    public CompletionStage<Optional<JsonNode>> difference(
        String type, String id, long from, OptionalLong to) {
      return past(
          () ->
              json(
                  "{'type':'thing','id':'x','from':1,'to':2,'token':'t',"
                      + "'patch':[{'op':'remove','path':'/a'},"
                      + "{'op':'replace','path':'/b','value':null}]}"));
    }
  }

  private CompletionStage<Page> page(String item) {
    return answer(() -> new Page(List.of(json(item)), Optional.of("more")));
  }

  private static JsonNode json(String text) {
    try {
      return ExactJson.mapper().readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private final class Projections implements ProjectionReader {
    @Override
    public Map<String, Described> projections() {
      failSometimes();
      Map<String, Described> described = new LinkedHashMap<>();
      for (AggregateDefinition definition : definitions) {
        for (ProjectionDefinition projection : definition.projections().values()) {
          described.put(projection.name(), new Described(definition.type(), projection));
        }
      }
      return described;
    }

    @Override
    public CompletionStage<Page> query(
        String name,
        ProjectionView view,
        List<Map.Entry<String, String>> parameters,
        Optional<AwaitedToken> awaited) {
      if (parameters.stream().anyMatch(parameter -> parameter.getKey().equals("unheard-of"))) {
        return CompletableFuture.failedFuture(new InvalidRequestException("unknown parameter"));
      }
      if (view == ProjectionView.COUNT) {
        return page("{'count':3}");
      }
      if (view == ProjectionView.GROUPS) {
        return page("{'value':'x','count':3,'sum':{'sum':12},'min':{'top':null}}");
      }
      return page(
          "{'id':'1','version':3,'updated_at':'2026-01-31T12:00:00Z','last':'x','sum':1,"
              + "'grown':2,'top':1.50,'open':true,'since':null,'day':'2026-01-31','lines':{},'timeout':null,'limit':'x'}");
    }
  }

  /** Streams that end, so that their readers see the end. */
  private final class Changes implements ChangeReader {
    @Override
    public CompletionStage<Source<Change, NotUsed>> ofAggregate(
        String type, String id, OptionalLong after) {
      return changes();
    }

    @Override
    public CompletionStage<Source<Change, NotUsed>> ofProjection(
        String name, Optional<String> after) {
      return changes();
    }

    private CompletionStage<Source<Change, NotUsed>> changes() {
      return answer(() -> Source.single(new Change("7", "state", "{}")));
    }
  }

  private final class Operations implements OperationsReader {
    private static final String LETTER =
        "{'id':'t-0-1','aggregateType':'thing','aggregateId':null,'source':'s','sequence':null,"
            + "'reason':'not-json','message':'m','topic':'t','partition':0,'offset':1,"
            + "'recordTime':'2026-01-31T12:00:00Z','traceparent':null,'attempts':1,"
            + "'since':'2026-01-31T12:00:00Z'";

    @Override
    public CompletionStage<Page> deadLetters(int limit, Optional<String> cursor) {
      return page(LETTER + "}");
    }

    @Override
    public CompletionStage<Optional<JsonNode>> deadLetter(String id) {
      return found(
          () ->
              json(LETTER + ",'key':'a2V5','value':null,'headers':[['a','b'],['c',null,'/w==']]}"));
    }

    @Override
    public CompletionStage<Page> gaps(int limit, Optional<String> cursor) {
      return page(
          "{'type':'thing','id':'1','source':'s','from':6,'to':6,'since':'2026-01-31T12:00:00Z',"
              + "'deadline':null,'next':'wait','waiting':4,'before':null,"
              + "'after':{'topic':'t','partition':3,'offset':4713}}");
    }
  }

  private final class Acts implements Administration {
    @Override
    public CompletionStage<Optional<JsonNode>> redrive(String id) {
      return found(() -> json("{'id':'x','status':'redriven'}"));
    }

    @Override
    public CompletionStage<Optional<JsonNode>> rehearse(String id) {
      return found(
          () -> {
            Aggregate aggregate = new Aggregate(definitions.get(0), "1");
            ObjectNode outcome = (ObjectNode) json("{'outcome':'applied'}");
            outcome.set("before", tree(aggregate));
            return outcome.set("after", tree(aggregate.take(1, "urn:odd/type ~1", "")));
          });
    }

    @Override
    public CompletionStage<JsonNode> redrive(Filter filter) {
      return answer(() -> json("{'redriven':7}"));
    }

    @Override
    public CompletionStage<Optional<JsonNode>> discard(String id) {
      return found(() -> json("{'id':'x','status':'discarded'}"));
    }

    @Override
    public CompletionStage<Optional<JsonNode>> skip(String type, String id, String source) {
      return found(() -> json("{'type':'thing','id':'1','source':'s','to':9}"));
    }

    @Override
    public CompletionStage<Optional<JsonNode>> republish(String type) {
      return found(
          () ->
              json(
                  "{'type':'thing','status':'running','sent':0,'total':null,"
                      + "'startedAt':'2026-01-31T12:00:00Z','updatedAt':'2026-01-31T12:00:00Z',"
                      + "'finishedAt':null}"));
    }

    @Override
    public CompletionStage<Optional<JsonNode>> republication(String type) {
      return republish(type);
    }

    private JsonNode tree(Aggregate aggregate) {
      return json(new String(aggregate.answer(), java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}

package io.tidemark.domain.aggregate;

import static io.tidemark.domain.aggregate.Histories.event;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.sequencing.SourceSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows a dead letter waits behind it, in order, in every mode and beyond every bound. */
class DeadLetterOrderTest {
  private static Histories log(Mode mode, int hold) {
    return new Histories(
        new SequencePolicy(mode, false, 1), hold, FieldDefinition.of("f", "log"), Verb.APPEND);
  }

  /** In mode none an event has no number of its own. */
  private static Event append(Mode mode, String source, long sequence) {
    Event event =
        event(source, sequence, Verb.APPEND, sequence, "\"" + source + sequence + "\"", null);
    if (mode != Mode.NONE) {
      return event;
    }
    Event.Header header = event.header();
    return new Event(
        new Event.Header(
            header.id(),
            source,
            Event.NO_SEQUENCE,
            header.type(),
            header.time(),
            null,
            null,
            null,
            null,
            null,
            Map.of()),
        event.data(),
        event.position());
  }

  private static Instruction note(Mode mode, long sequence, String letter) {
    return Instruction.NoteLetters.of("a", mode == Mode.NONE ? -1 : sequence, letter);
  }

  @ParameterizedTest
  @CsvSource({"CONTIGUOUS,true", "CONTIGUOUS,false", "INCREASING,true", "INCREASING,false"})
  void aLetterWhoseNumberCameInGoodOrderIsNone(Mode mode, boolean fromSnapshot) throws Exception {
    Histories log = log(mode, 9);
    assertEquals(List.of(), log.instruct(note(mode, 1, "letter")).settled());
    assertEquals(List.of(), log.instruct(note(mode, 1, "letter")).settled(), "it still waits");
    assertEquals(List.of("letter"), log.deliver(append(mode, "a", 1)).settled());
    // After a crash both are read again, or one of them; nobody may remember what was told before.
    log.recover(fromSnapshot);
    assertEquals(List.of("letter"), log.state().settledLately());
    Decision again = log.instruct(note(mode, 1, "letter"));
    assertEquals(List.of("letter"), again.settled());
    assertEquals(1, again.duplicates());
    assertEquals(List.of(), again.journal());
    assertEquals(List.of("other"), log.instruct(note(mode, 1, "other")).settled());
  }

  @ParameterizedTest
  @CsvSource({
    "CONTIGUOUS,9,true",
    "CONTIGUOUS,1,false",
    "INCREASING,9,true",
    "INCREASING,1,false",
    "NONE,9,true",
    "NONE,1,false"
  })
  void followersWaitForTheLetterAndAreAppliedInOrder(Mode mode, int hold, boolean fromSnapshot)
      throws Exception {
    Histories log = log(mode, hold);
    log.deliver(append(mode, "a", 1));
    log.instruct(note(mode, 2, "letter"));
    log.instruct(note(mode, 2, "letter"));
    log.deliver(append(mode, "a", 3), append(mode, "b", 1));
    log.deliver(append(mode, "a", 4));
    assertEquals("[\"a1\",\"b1\"]", log.value("f"), "other sources go on");
    assertEquals(2, log.state().waiting());
    assertEquals(List.of(), log.state().gaps());
    log.recover(fromSnapshot);
    Decision decision = log.instruct(new Instruction.Redeem(append(mode, "a", 2), "letter"));
    assertEquals(List.of("letter"), decision.settled());
    assertEquals("[\"a1\",\"b1\",\"a2\",\"a3\",\"a4\"]", log.value("f"));
    assertEquals(0, log.state().waiting());
    assertEquals(5, log.state().version());
    assertEquals(Map.of(), log.state().letters());
    log.recover(!fromSnapshot);
    assertEquals("[\"a1\",\"b1\",\"a2\",\"a3\",\"a4\"]", log.value("f"));
    assertEquals(
        List.of("letter"),
        log.instruct(new Instruction.Redeem(append(mode, "a", 2), "letter")).settled(),
        "redriven twice it is a duplicate, and settled");
    assertEquals(5, log.state().version());
  }

  /** Numbers and letters that repeat, below and above what was applied or is a letter already. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void lettersToldTogetherComeToTheSameAsOneByOne(Mode mode) throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      Histories together = log(mode, 9);
      Histories alone = log(mode, 9);
      List<Instruction.Letter> letters = new ArrayList<>();
      for (Histories log : List.of(together, alone)) {
        log.deliver(append(mode, "a", 1), append(mode, "a", 2), append(mode, "a", 5));
        log.instruct(note(mode, 4, "before"));
      }
      for (int i = 0; i < 6; i++) {
        long sequence = random.nextInt(-1, 9);
        letters.add(
            new Instruction.Letter(
                random.nextBoolean() ? "a" : "b",
                mode == Mode.NONE ? -1 : sequence,
                "letter-" + sequence + "-" + random.nextInt(2)));
      }
      Decision decided = together.instruct(new Instruction.NoteLetters(letters));
      List<Decision> one =
          letters.stream()
              .map(letter -> alone.instruct(new Instruction.NoteLetters(List.of(letter))))
              .toList();
      String which = mode + ", " + letters;
      assertEquals(alone.state().save(), together.state().save(), which);
      assertEquals(one.stream().mapToInt(Decision::duplicates).sum(), decided.duplicates(), which);
      assertEquals(
          one.stream().flatMap(each -> each.settled().stream()).collect(Collectors.toSet()),
          Set.copyOf(decided.settled()),
          which);
    }
  }

  @ParameterizedTest
  @CsvSource({"CONTIGUOUS", "INCREASING", "NONE"})
  void discardedItIsPassed(Mode mode) throws Exception {
    Histories log = log(mode, 9);
    log.instruct(note(mode, 1, "first"));
    log.deliver(append(mode, "a", 2));
    log.instruct(note(mode, 3, "second"));
    log.deliver(append(mode, "a", 4));
    assertEquals("[]", log.value("f"));
    log.instruct(new Instruction.Discard("a", "first"));
    assertEquals("[\"a2\"]", log.value("f"));
    log.recover(true);
    assertEquals(List.of("second"), log.instruct(new Instruction.Discard("a", "second")).settled());
    assertEquals("[\"a2\",\"a4\"]", log.value("f"));
    assertEquals(2, log.state().version());
  }

  @ParameterizedTest
  @CsvSource({"CONTIGUOUS", "INCREASING", "NONE"})
  void oneLetterBehindAnotherWaitsForIt(Mode mode) throws Exception {
    Histories log = log(mode, 9);
    log.instruct(note(mode, 1, "first"));
    log.instruct(note(mode, 2, "second"));
    log.deliver(append(mode, "a", 3));
    log.instruct(new Instruction.Redeem(append(mode, "a", 2), "second"));
    assertEquals("[]", log.value("f"));
    log.instruct(new Instruction.Redeem(append(mode, "a", 1), "first"));
    assertEquals("[\"a1\",\"a2\",\"a3\"]", log.value("f"));
  }

  @ParameterizedTest
  @CsvSource({"CONTIGUOUS", "INCREASING"})
  void anEventThatComesAgainInGoodOrderSettlesItsLetter(Mode mode) throws Exception {
    Histories log = log(mode, 9);
    log.instruct(note(mode, 1, "first"));
    log.deliver(append(mode, "a", 2));
    assertEquals(List.of("first"), log.deliver(append(mode, "a", 1)).settled());
    assertEquals("[\"a1\",\"a2\"]", log.value("f"));
  }

  @ParameterizedTest
  @CsvSource({"CONTIGUOUS", "INCREASING"})
  void aLetterThatIsReadWithAnotherNumberLeavesItsFirstPlace(Mode mode) throws Exception {
    Histories log = log(mode, 9);
    log.deliver(append(mode, "a", 1));
    log.instruct(note(mode, 2, "letter"));
    log.deliver(append(mode, "a", 3));
    log.instruct(new Instruction.Redeem(append(mode, "a", 4), "letter"));
    assertEquals("[\"a1\",\"a3\",\"a4\"]", log.value("f"));
    log.recover(false);
    assertEquals("[\"a1\",\"a3\",\"a4\"]", log.value("f"));
  }

  @ParameterizedTest
  @CsvSource({"CONTIGUOUS,9", "CONTIGUOUS,1", "INCREASING,9", "INCREASING,1", "NONE,9", "NONE,1"})
  void aLetterThatIsReadAsAnotherSourcesLeavesTheFirst(Mode mode, int hold) throws Exception {
    Histories log = log(mode, hold);
    log.instruct(note(mode, 1, "letter"));
    log.deliver(append(mode, "a", 2));
    log.deliver(append(mode, "a", 3));
    log.instruct(new Instruction.Redeem(append(mode, "b", 1), "letter"));
    assertEquals(Map.of(), log.state().letters());
    assertEquals(0, log.state().waiting());
    assertEquals("[\"b1\",\"a2\",\"a3\"]", log.value("f"));
    log.recover(true);
    assertEquals("[\"b1\",\"a2\",\"a3\"]", log.value("f"));
  }

  @Test
  void redrivenALateEventIsTakenInWhateverTheFileSaysOfLateOnes() throws Exception {
    Histories log =
        new Histories(
            SequencePolicy.contiguousFrom(1),
            9,
            LatePolicy.DEAD_LETTER,
            FieldDefinition.of("f", "log"),
            Verb.APPEND);
    Event late = append(Mode.CONTIGUOUS, "a", 2);
    log.deliver(append(Mode.CONTIGUOUS, "a", 1), append(Mode.CONTIGUOUS, "a", 3));
    log.skip("a", 2);
    assertEquals("late", log.deliver(late).rejected().get(0).reason());
    assertEquals("[\"a1\",\"a3\"]", log.value("f"));
    Decision decision = log.instruct(new Instruction.Redeem(late, "letter"));
    assertEquals(List.of("letter"), decision.settled());
    assertEquals(List.of(), decision.rejected());
    assertEquals("[\"a1\",\"a2\",\"a3\"]", log.value("f"));
    assertEquals(3, log.state().version());
    assertEquals(1, log.instruct(new Instruction.Redeem(late, "letter")).duplicates());
  }

  @ParameterizedTest
  @CsvSource({"CONTIGUOUS", "NONE"})
  void beyondTheBoundAllBecomesDeadLettersAndIsAppliedInOrderWhenRedriven(Mode mode)
      throws Exception {
    Histories log = log(mode, 9);
    int most = SourceSequence.MOST_LETTERS;
    for (int number = 1; number <= most + 1; number++) {
      Decision noted = log.instruct(note(mode, number, "letter-" + number));
      assertEquals(number <= most ? 1 : 0, noted.journal().size(), "letter " + number);
    }
    Decision sound = log.deliver(append(mode, "a", most + 2), append(mode, "b", 1));
    assertEquals(1, sound.rejected().size(), "it would overtake a letter that has no place");
    assertEquals("too-many-waiting", sound.rejected().get(0).reason());
    assertEquals("[\"b1\"]", log.value("f"), "other sources go on");
    for (int number = 1; number <= most + 2; number++) {
      Decision decision =
          log.instruct(new Instruction.Redeem(append(mode, "a", number), "letter-" + number));
      assertEquals(List.of(), decision.rejected(), "letter " + number);
    }
    assertEquals(most + 3, log.state().version());
    assertEquals(0, log.state().waiting());
    String all = log.value("f");
    assertEquals("\"a" + (most + 2) + "\"]", all.substring(all.lastIndexOf(',') + 1));
  }

  @Test
  void whatTakesTheFirstLettersPlaceIsTakenInHoweverManyWait() throws Exception {
    Histories log = log(Mode.CONTIGUOUS, 9);
    for (int number = 1; number <= SourceSequence.MOST_LETTERS; number++) {
      log.instruct(note(Mode.CONTIGUOUS, number + 1, "letter-" + number));
    }
    Decision decision =
        log.deliver(append(Mode.CONTIGUOUS, "a", 1), append(Mode.CONTIGUOUS, "a", 2));
    assertEquals(List.of(), decision.rejected());
    assertEquals(2, log.state().version());
  }
}

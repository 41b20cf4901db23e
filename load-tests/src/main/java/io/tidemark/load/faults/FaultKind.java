package io.tidemark.load.faults;

/** What may go wrong, and how long it lasts. */
enum FaultKind {
  KILL_NODE("kill -9 of", Target.NODE, 1, 6),
  /** Longer than the session of Kafka and Pekko's failure detector forgive. */
  PAUSE_NODE("SIGSTOP of", Target.NODE, 12, 22),
  STOP_NODE("SIGTERM to", Target.NODE, 1, 5),
  RESTART_BROKER("restart of", Target.BROKER, 1, 8),
  KILL_BROKER("kill -9 of", Target.BROKER, 1, 8),
  RESTART_DATABASE("restart of", Target.DATABASE, 1, 8),
  KILL_DATABASE("kill -9 of", Target.DATABASE, 1, 8),
  CUT_BROKER("no packet between broker and", Target.NODE, 5, 20),
  CUT_DATABASE("no packet between database and", Target.NODE, 5, 20),
  REFUSE_BROKER("no connection between broker and", Target.NODE, 4, 12),
  LOSE_CONNECTIONS("every database connection lost of", Target.NODE, 0, 0),
  SLOW_COMMITS("every write takes 300 ms more in", Target.DATABASE, 5, 12),
  DEADLOCKS("every twentieth write is a deadlock in", Target.DATABASE, 5, 12),
  DISK_FULL("no space left for", Target.DATABASE, 3, 10);

  private final String text;
  private final Target target;
  private final int shortest;
  private final int longest;

  FaultKind(String text, Target target, int shortest, int longest) {
    this.text = text;
    this.target = target;
    this.shortest = shortest;
    this.longest = longest;
  }

  /** Whom it happens to. */
  enum Target {
    NODE,
    BROKER,
    DATABASE
  }

  Target target() {
    return target;
  }

  /** Whether the other nodes have to go on without that one. */
  boolean takesNodeAway() {
    return this == KILL_NODE || this == PAUSE_NODE || this == STOP_NODE;
  }

  /** Its shortest duration in seconds. */
  int shortest() {
    return shortest;
  }

  /** Its longest duration in seconds. */
  int longest() {
    return longest;
  }

  /** As a sentence lacks its object. */
  String text() {
    return text;
  }
}

package io.tidemark.load.faults;

/** What may go wrong, and how long it lasts. */
enum FaultKind {
  KILL_NODE("kill -9 of", Target.NODE, 1, 6),
  /** Longer than the session of Kafka and Pekko's failure detector forgive. */
  PAUSE_NODE("SIGSTOP of", Target.NODE, 12, 22),
  /** So long that it comes back to a cluster and a group that have long gone on. */
  LONG_PAUSE("SIGSTOP of", Target.NODE, 45, 60),
  STOP_NODE("SIGTERM to", Target.NODE, 1, 5),
  /** Neither hears the other; the one that is alone has to give up. */
  CUT_NODES("no packet between the others and", Target.NODE, 12, 25),
  REBALANCE("somebody joins and leaves the", Target.GROUP, 1, 4),
  RESTART_BROKER("restart of", Target.BROKER, 1, 8),
  KILL_BROKER("kill -9 of", Target.BROKER, 1, 8),
  BROKER_AWAY("kill -9 of", Target.BROKER, 60, 75),
  RESTART_DATABASE("restart of", Target.DATABASE, 1, 8),
  KILL_DATABASE("kill -9 of", Target.DATABASE, 1, 8),
  DATABASE_AWAY("kill -9 of", Target.DATABASE, 60, 75),
  CUT_BROKER("no packet between broker and", Target.NODE, 5, 20),
  CUT_DATABASE("no packet between database and", Target.NODE, 5, 20),
  REFUSE_BROKER("no connection between broker and", Target.NODE, 4, 12),
  LOSE_CONNECTIONS("every database connection lost of", Target.NODE, 0, 0),
  SLOW_COMMITS("every write takes 300 ms more in", Target.DATABASE, 5, 12),
  /** Real ones: writes take two locks in one order or the other. */
  DEADLOCKS("writes wait for each other in a circle in", Target.DATABASE, 5, 12),
  DISK_FULL("no space left for the journal of", Target.DATABASE, 3, 10),
  /** A file system of its own without a free byte: the server itself may not survive it. */
  FILL_DISK("a full file system under", Target.DATABASE, 5, 12);

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
    DATABASE,
    GROUP
  }

  Target target() {
    return target;
  }

  /** Whether the other nodes have to go on without that one. */
  boolean takesNodeAway() {
    return this == KILL_NODE
        || this == PAUSE_NODE
        || this == LONG_PAUSE
        || this == STOP_NODE
        || this == CUT_NODES;
  }

  /** Whether it lasts so long that it does not happen as often as the others. */
  boolean isLong() {
    return shortest > 30;
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

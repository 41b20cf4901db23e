package io.tidemark.app.scaling;

/** What arrives, and what is wrong meanwhile, second by second. */
enum LoadShape {
  /** 500 a second, and 6,000 for two minutes. */
  BURST("burst", 3_600) {
    @Override
    double arriving(int second, int partition) {
      return (second >= 600 && second < 720 ? 6_000 : 500) / 8.0;
    }
  },
  /** Between 300 and 3,700 a second, once up and down. */
  DAY("day", 14_400) {
    @Override
    double arriving(int second, int partition) {
      return (2_000 - 1_700 * Math.cos(2 * Math.PI * second / 14_400)) / 8;
    }
  },
  /** 400 a second everywhere, and one aggregate that gets 1,500 for half an hour. */
  HOT_AGGREGATE("hot aggregate", 5_400) {
    @Override
    double arriving(int second, int partition) {
      boolean hot = partition == 3 && second >= 600 && second < 2_400;
      return 400 / 8.0 + (hot ? 1_500 : 0);
    }
  },
  /** 1,200 a second; one partition does not move for an hour. */
  POISONED_PARTITION("poisoned partition", 7_200) {
    @Override
    double arriving(int second, int partition) {
      return 1_200 / 8.0;
    }

    @Override
    boolean standsStill(int second, int partition) {
      return partition == 3 && second >= 600 && second < 4_200;
    }
  },
  /** 1,500 a second; the database manages 1,200 for half an hour, whoever asks. */
  SLOW_DATABASE("slow database", 5_400) {
    @Override
    double arriving(int second, int partition) {
      return 1_500 / 8.0;
    }

    @Override
    double databaseManages(int second) {
      return isSlow(second) ? 1_200 : Double.MAX_VALUE;
    }

    @Override
    boolean isSlow(int second) {
      return second >= 600 && second < 2_400;
    }
  };

  private final String label;
  private final int seconds;

  LoadShape(String label, int seconds) {
    this.label = label;
    this.seconds = seconds;
  }

  String label() {
    return label;
  }

  int seconds() {
    return seconds;
  }

  abstract double arriving(int second, int partition);

  boolean standsStill(int second, int partition) {
    return false;
  }

  /** Records a second, of all nodes together. */
  double databaseManages(int second) {
    return Double.MAX_VALUE;
  }

  boolean isSlow(int second) {
    return false;
  }
}

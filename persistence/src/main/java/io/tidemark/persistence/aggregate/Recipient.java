package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.Receipt;

/** Waits for what comes of one submission; told once, by the thread that its aggregate runs on. */
public interface Recipient {
  /** All is durable. */
  void receive(Receipt receipt);

  /**
   * It could not be stored, as far as anyone knows.
   *
   * @param why for people
   */
  void refuse(String why);
}

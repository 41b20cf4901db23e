package io.tidemark.load.compare;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events of accounts, about 300 bytes each, one writer to an account. */
final class AccountEvents {
  private AccountEvents() {}

  /**
   * An event.
   *
   * @param account any number
   * @param sequence its number among the account's, from 1
   */
  static ProducerRecord<byte[], byte[]> event(int account, long sequence) {
    String data =
        "{\"owner\":\"owner-1\",\"amount\":1.25,\"tag\":\"tag-"
            + sequence % 8
            + "\",\"note\":\""
            + "x".repeat(150)
            + "\"}";
    return record(StandardLoad.MEASURED + account, "/bench", sequence, data);
  }

  /**
   * A record.
   *
   * @param id of the account
   * @param sequence its number among those of the account and the source
   * @param data as JSON
   */
  static ProducerRecord<byte[], byte[]> record(
      String id, String source, long sequence, String data) {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(StandardLoad.INPUT, utf8(id), utf8(data));
    message
        .headers()
        .add("ce_specversion", utf8("1.0"))
        .add("ce_id", utf8(id + "-" + sequence))
        .add("ce_source", utf8(source))
        .add("ce_type", utf8("com.example.account.Changed"))
        .add("ce_subject", utf8(id))
        .add("ce_sequence", utf8(Long.toString(sequence)))
        .add("content-type", utf8("application/json"));
    return message;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package io.tidemark.load.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.SplittableRandom;

/** The life of an order. */
final class OrderStory implements ShopStory {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private final SplittableRandom random;

  OrderStory(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public Chapter next(int position) {
    return position == 0 ? chapter("Placed", total().put("address", address())) : any();
  }

  private Chapter any() {
    int dice = random.nextInt(1000);
    if (dice < 220) {
      return chapter("TotalChanged", total());
    } else if (dice < 420) {
      return chapter("PaymentReceived", JSON.objectNode().put("amount", money()));
    } else if (dice < 640) {
      return chapter("Tagged", JSON.objectNode().put("tag", "tag-" + random.nextInt(12)));
    } else if (dice < 820) {
      return chapter("AddressChanged", JSON.objectNode().put("address", address()));
    } else if (dice < 890) {
      return chapter("Packed", JSON.objectNode());
    } else if (dice < 950) {
      return chapter("Shipped", JSON.objectNode());
    } else if (dice < 990) {
      return chapter("Delivered", JSON.objectNode());
    }
    return chapter("Forgotten", JSON.objectNode());
  }

  private ObjectNode total() {
    return JSON.objectNode()
        .put("total", money())
        .put("at", 1_735_700_000L + random.nextInt(99_999));
  }

  private String address() {
    return random.nextInt(200) + " Market Street";
  }

  private BigDecimal money() {
    return BigDecimal.valueOf(100 + random.nextInt(100_000), 2);
  }

  private static Chapter chapter(String name, ObjectNode data) {
    return new Chapter("com.example.order." + name, data);
  }
}

package io.tidemark.load.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.SplittableRandom;

/** The life of a cart. Few products, coupons and amounts, so that regions meet on the same ones. */
final class CartStory implements ShopStory {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private final SplittableRandom random;

  CartStory(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public Chapter next(int position) {
    return position == 0 ? created() : any(random.nextInt(1000));
  }

  private Chapter any(int dice) {
    if (dice < 20) {
      return created();
    } else if (dice < 330) {
      return chapter("ItemAdded", item());
    } else if (dice < 430) {
      return chapter("ItemTaken", JSON.objectNode().put("productId", product()).put("quantity", 1));
    } else if (dice < 540) {
      return chapter("ItemRemoved", JSON.objectNode().put("productId", product()));
    } else if (dice < 590) {
      return chapter("ItemExchanged", item().put("oldProductId", product()));
    } else if (dice < 680) {
      return chapter("CouponUsed", JSON.objectNode().put("code", coupon()));
    } else if (dice < 720) {
      return chapter("CouponWithdrawn", JSON.objectNode().put("code", coupon()));
    } else if (dice < 800) {
      return chapter("PointsEarned", JSON.objectNode().put("amount", amount()));
    } else if (dice < 840) {
      return chapter("PointsSpent", JSON.objectNode().put("amount", amount()));
    } else if (dice < 910) {
      return chapter("NoteAdded", JSON.objectNode().put("text", "note " + random.nextInt(1000)));
    } else if (dice < 950) {
      return chapter("CheckedOut", JSON.objectNode());
    } else if (dice < 970) {
      return chapter("Paid", JSON.objectNode());
    } else if (dice < 985) {
      return chapter("Deleted", JSON.objectNode());
    }
    // Not in the aggregates file: it takes its place in the sequence and changes nothing.
    return chapter("Viewed", JSON.objectNode().put("page", random.nextInt(9)));
  }

  private Chapter created() {
    return chapter(
        "Created", JSON.objectNode().put("customerId", "customer-" + random.nextInt(5_000)));
  }

  private ObjectNode item() {
    return JSON.objectNode()
        .put("productId", product())
        .put("quantity", 1 + random.nextInt(3))
        .put("price", BigDecimal.valueOf(99 + random.nextInt(40_000), 2));
  }

  private String product() {
    return "product-" + random.nextInt(8);
  }

  private String coupon() {
    return "COUPON-" + random.nextInt(4);
  }

  private BigDecimal amount() {
    return BigDecimal.valueOf(1 + random.nextInt(500), 1);
  }

  private static Chapter chapter(String name, ObjectNode data) {
    return new Chapter("com.example.cart." + name, data);
  }
}

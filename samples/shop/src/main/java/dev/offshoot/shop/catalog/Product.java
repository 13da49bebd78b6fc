package dev.offshoot.shop.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Something on sale. Prices are in cents.
 *
 * @param usualPrice the price without the sale; null where there is no sale
 */
public record Product(
        String id,
        String name,
        String blurb,
        long price,
        @Nullable Long usualPrice) {
    Product onSale(int percent) {
        return percent == 0 ? this : new Product(id, name, blurb, price * (100 - percent) / 100, price);
    }
}

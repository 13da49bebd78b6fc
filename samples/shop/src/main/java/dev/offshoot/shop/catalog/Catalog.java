package dev.offshoot.shop.catalog;

import dev.offshoot.shop.RunningService;
import dev.offshoot.shop.Served;
import dev.offshoot.shop.Settings;
import dev.offshoot.shop.http.Answer;
import dev.offshoot.shop.http.HttpService;
import java.io.IOException;
import java.util.List;

/** The service {@code catalog}: {@code GET /products} and {@code GET /products/<id>}; {@code SALE_PERCENT} lowers its prices. */
public final class Catalog {
    private static final List<Product> RANGE = List.of(
            new Product("kettle", "Enamel kettle", "Whistles in tune, more or less.", 4_200, null),
            new Product("mug", "Stoneware mug", "Holds exactly one stand-up.", 1_400, null),
            new Product("fern", "Potted fern", "Grows new leaves off the old stem.", 2_200, null),
            new Product("lamp", "Desk lamp", "Warm light for late merges.", 5_900, null),
            new Product("notebook", "Squared notebook", "Ninety-six pages of second thoughts.", 900, null),
            new Product("blanket", "Wool blanket", "For server rooms and balconies.", 7_800, null));

    private final List<Product> products;
    private final Settings settings;

    private Catalog(Settings settings) {
        int sale = settings.number("SALE_PERCENT", 0);
        this.settings = settings;
        this.products = RANGE.stream().map(product -> product.onSale(sale)).toList();
    }

    public static RunningService start(Settings settings) throws IOException {
        Catalog catalog = new Catalog(settings);
        return new HttpService(settings, settings.port())
                .route("GET", "/products", request -> Answer.ok(new Products(catalog.products, catalog.served())))
                .route("GET", "/products/", request -> Answer.ok(catalog.item(request.rest())))
                .start();
    }

    private Item item(String id) {
        return products.stream()
                .filter(product -> product.id().equals(id))
                .findFirst()
                .map(product -> new Item(product, served()))
                .orElseThrow(() -> new IllegalArgumentException("product: " + id + " (expected: one of "
                        + String.join(", ", products.stream().map(Product::id).toList()) + ")"));
    }

    private Served served() {
        return settings.served(List.of());
    }

    /** The answer to {@code GET /products}. */
    public record Products(List<Product> products, Served served) {}

    /** The answer to {@code GET /products/<id>}. */
    public record Item(Product product, Served served) {}
}

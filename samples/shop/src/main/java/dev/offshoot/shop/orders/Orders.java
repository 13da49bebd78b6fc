package dev.offshoot.shop.orders;

import dev.offshoot.shop.RunningService;
import dev.offshoot.shop.Served;
import dev.offshoot.shop.Settings;
import dev.offshoot.shop.catalog.Catalog;
import dev.offshoot.shop.http.Answer;
import dev.offshoot.shop.http.CallFailed;
import dev.offshoot.shop.http.HttpService;
import dev.offshoot.shop.http.JsonCalls;
import dev.offshoot.shop.http.Request;
import dev.offshoot.shop.http.TraceContext;
import dev.offshoot.shop.notifications.Notice;
import dev.offshoot.shop.orders.Order.Placed;
import dev.offshoot.shop.orders.Order.Wanted;
import dev.offshoot.shop.payments.v1.ChargeReply;
import dev.offshoot.shop.payments.v1.ServedBy;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The service {@code orders}: {@code POST /orders} asks the catalog ({@code CATALOG_URL}) for the price, has payments
 * ({@code PAYMENTS_ADDRESS}) charge it, and tells notifications ({@code NOTIFICATIONS_URL}). {@code GIFT_WRAP=true} wraps it.
 */
public final class Orders implements RunningService {
    private static final int MOST = 99;

    private final Settings settings;
    private final JsonCalls catalog;
    private final JsonCalls notifications;
    private final PaymentCalls payments;
    private final HttpService http;

    private Orders(Settings settings) throws IOException {
        this.settings = settings;
        catalog = new JsonCalls("catalog", settings.get("CATALOG_URL", "http://catalog"));
        notifications = new JsonCalls("notifications", settings.get("NOTIFICATIONS_URL", "http://notifications"));
        http = new HttpService(settings, settings.port()).route("POST", "/orders", this::place);
        payments = new PaymentCalls(settings.get("PAYMENTS_ADDRESS", "payments:9090"));
    }

    public static RunningService start(Settings settings) throws IOException {
        Orders orders = new Orders(settings);
        orders.http.start();
        return orders;
    }

    @Override
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
        payments.close();
    }

    private Answer place(Request request) throws IOException, CallFailed {
        Wanted wanted = request.json(Wanted.class);
        if (wanted.quantity() < 1 || wanted.quantity() > MOST) {
            throw new IllegalArgumentException("quantity: " + wanted.quantity() + " (expected: 1 to " + MOST + ")");
        }
        TraceContext context = request.traceContext();
        String product = URLEncoder.encode(wanted.product(), StandardCharsets.UTF_8);
        Catalog.Item item = catalog.get("products/" + product, context, Catalog.Item.class);
        String id = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36, Integer.MAX_VALUE), 36);
        long total = item.product().price() * wanted.quantity();
        ChargeReply charged = payments.charge(id, total, context);
        Order order = new Order(
                id,
                item.product().name(),
                wanted.quantity(),
                total,
                extras(),
                charged.getReceipt(),
                charged.getMethod());
        Notice.Posted posted = notifications.post(
                "notices", new Notice.News(text(order), settings.served(List.of())), context, Notice.Posted.class);
        return new Answer.Json(
                201,
                new Placed(
                        order,
                        settings.served(List.of(item.served(), served(charged.getServedBy()), posted.served()))));
    }

    private List<String> extras() {
        return Boolean.parseBoolean(settings.get("GIFT_WRAP", "false")) ? List.of("gift wrap") : List.of();
    }

    private static String text(Order order) {
        String extras = order.extras().isEmpty() ? "" : " with " + String.join(", ", order.extras());
        return order.quantity() + " × " + order.product() + extras + ", paid by " + order.method();
    }

    private static Served served(ServedBy by) {
        return new Served(by.getService(), by.getVariant(), by.getNamespace(), null, List.of());
    }
}

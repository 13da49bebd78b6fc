package dev.offshoot.shop.web;

import dev.offshoot.shop.RunningService;
import dev.offshoot.shop.Served;
import dev.offshoot.shop.Settings;
import dev.offshoot.shop.catalog.Catalog;
import dev.offshoot.shop.http.Answer;
import dev.offshoot.shop.http.CallFailed;
import dev.offshoot.shop.http.HttpService;
import dev.offshoot.shop.http.JsonCalls;
import dev.offshoot.shop.http.Request;
import dev.offshoot.shop.orders.Order;
import java.io.IOException;
import java.util.List;

/**
 * The service {@code web}: the page, {@code /api/…} and {@code /events} on the page's origin, and signing in. It calls
 * {@code CATALOG_URL}, {@code ORDERS_URL} and {@code NOTIFICATIONS_URL}; {@code PUBLIC_URL} is the address it believes in.
 */
public final class Web {
    private final Settings settings;
    private final JsonCalls catalog;
    private final JsonCalls orders;
    private final JsonCalls notifications;
    private final Login login;
    private final Links links;

    private Web(Settings settings) {
        this.settings = settings;
        catalog = new JsonCalls("catalog", settings.get("CATALOG_URL", "http://catalog"));
        orders = new JsonCalls("orders", settings.get("ORDERS_URL", "http://orders"));
        notifications = new JsonCalls("notifications", settings.get("NOTIFICATIONS_URL", "http://notifications"));
        login = new Login(settings.get("PUBLIC_URL", ""));
        links = Links.parse(settings.get("SHOP_LINKS", ""));
    }

    public static RunningService start(Settings settings) throws IOException {
        Web web = new Web(settings);
        return new HttpService(settings, settings.port())
                .route("GET", "/", request -> Page.file("index.html", "text/html; charset=utf-8"))
                .route("GET", "/shop.css", request -> Page.file("shop.css", "text/css"))
                .route("GET", "/shop.js", request -> Page.file("shop.js", "text/javascript"))
                .route("GET", "/favicon.svg", request -> Page.file("favicon.svg", "image/svg+xml"))
                .route("GET", "/api/info", web::info)
                .route("GET", "/api/products", web::products)
                .route("POST", "/api/orders", web::order)
                .route("GET", "/events", web::events)
                .route("POST", "/login", web.login::in)
                .route("POST", "/logout", web.login::out)
                .start();
    }

    private Answer info(Request request) {
        return Answer.ok(new Info(login.user(request), links.all(), settings.served(List.of())));
    }

    private Answer products(Request request) throws CallFailed {
        Catalog.Products answer = catalog.get("products", request.traceContext(), Catalog.Products.class);
        return Answer.ok(new Catalog.Products(answer.products(), settings.served(List.of(answer.served()))));
    }

    private Answer order(Request request) throws IOException, CallFailed {
        Order.Wanted wanted = request.json(Order.Wanted.class);
        Order.Placed placed = orders.post("orders", wanted, request.traceContext(), Order.Placed.class);
        return new Answer.Json(201, new Order.Placed(placed.order(), settings.served(List.of(placed.served()))));
    }

    private Answer events(Request request) throws CallFailed {
        return new Answer.Events(new EventRelay(notifications.stream("events", request.traceContext())));
    }

    /** The answer to {@code GET /api/info}. */
    record Info(String user, List<Links.Link> links, Served served) {}
}

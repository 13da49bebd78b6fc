package dev.offshoot.shop;

import dev.offshoot.shop.catalog.Catalog;
import dev.offshoot.shop.notifications.Notifications;
import dev.offshoot.shop.orders.Orders;
import dev.offshoot.shop.payments.Payments;
import dev.offshoot.shop.web.Web;
import java.io.IOException;
import java.util.Map;

/** The shop's program: its first argument names the service that it runs; environment variables configure it. */
public final class Shop {
    private static final String SERVICES = "catalog, notifications, orders, payments or web";

    private Shop() {}

    /** Runs until SIGTERM or Ctrl-C. Exit code 2 where an argument or a variable is wrong or the port is taken. */
    public static void main(String[] args) {
        String name = args.length == 1 ? args[0] : "";
        try {
            RunningService service = start(name, System.getenv());
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
            System.out.println(name + " listens on port " + service.port());
            Thread.currentThread().join();
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("shop: " + e.getMessage());
            System.exit(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts one service.
     *
     * @throws IllegalArgumentException if there is no such service, or a variable's value is wrong
     * @throws IOException if it can't listen
     */
    public static RunningService start(String name, Map<String, String> environment) throws IOException {
        Settings settings = Settings.of(name, environment);
        return switch (name) {
            case "catalog" -> Catalog.start(settings);
            case "notifications" -> Notifications.start(settings);
            case "orders" -> Orders.start(settings);
            case "payments" -> Payments.start(settings);
            case "web" -> Web.start(settings);
            default ->
                throw new IllegalArgumentException(
                        "service: " + (name.isEmpty() ? "none" : name) + " (expected: " + SERVICES + ")");
        };
    }
}

package dev.offshoot.shop;

import java.util.List;
import java.util.Map;

/**
 * How a service is configured: by environment variables alone.
 *
 * @param service its name, such as {@code orders}
 * @param variant what tells this build from others, for people: {@code SHOP_LABEL}
 * @param namespace where it runs: {@code POD_NAMESPACE}, empty outside a cluster
 * @param address the address it listens on: {@code BIND_ADDRESS}
 * @param port the port it listens on: {@code PORT}; 0 takes a free one
 */
public record Settings(
        String service, String variant, String namespace, String address, int port, Map<String, String> environment) {
    public Settings {
        environment = Map.copyOf(environment);
    }

    /** @throws IllegalArgumentException if {@code PORT} is no port */
    public static Settings of(String service, Map<String, String> environment) {
        return new Settings(
                service,
                environment.getOrDefault("SHOP_LABEL", "the shop's " + service),
                environment.getOrDefault("POD_NAMESPACE", ""),
                environment.getOrDefault("BIND_ADDRESS", "0.0.0.0"),
                port("PORT", environment.getOrDefault("PORT", "8080")),
                environment);
    }

    public String get(String name, String otherwise) {
        return environment.getOrDefault(name, otherwise);
    }

    /** A whole number of a variable; {@code otherwise} where it isn't set. */
    public int number(String name, int otherwise) {
        String value = environment.get(name);
        return value == null ? otherwise : port(name, value);
    }

    /** This service's entry in an answer, with those of the services it called. */
    public Served served(List<Served> calls) {
        return new Served(service, variant, namespace, null, calls);
    }

    private static int port(String name, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException ignored) {
            // said below, with what was expected
        }
        throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 65535)");
    }
}

package dev.offshoot.shop.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A request as handlers see it. */
public final class Request {
    private static final int MAX_BODY = 64 * 1024;

    private final HttpExchange exchange;
    private final String rest;

    Request(HttpExchange exchange, String rest) {
        this.exchange = exchange;
        this.rest = rest;
    }

    /** The path behind the route's: {@code mug} of {@code /products/mug} where the route is {@code /products/}. */
    public String rest() {
        return rest;
    }

    public TraceContext traceContext() {
        return TraceContext.read(exchange.getRequestHeaders()::get);
    }

    public @Nullable String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** @throws IllegalArgumentException if the body is no such value, or longer than 64 KiB */
    public <T> T json(Class<T> type) throws IOException {
        try {
            T value = Json.MAPPER.readValue(body(), type);
            if (value != null) {
                return value;
            }
            throw new IllegalArgumentException("body: null (expected: JSON of " + type.getSimpleName() + ")");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("body: " + e.getOriginalMessage());
        }
    }

    /** A field of an HTML form; empty where there is none. */
    public String field(String name) throws IOException {
        return valueOf(name, List.of(new String(body(), StandardCharsets.UTF_8).split("&")));
    }

    /** A cookie's value; empty where there is none. */
    public String cookie(String name) {
        List<String> lines = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
        return valueOf(
                name,
                lines.stream()
                        .flatMap(line -> List.of(line.split("; *")).stream())
                        .toList());
    }

    private static String valueOf(String name, List<String> pairs) {
        for (String pair : pairs) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private byte[] body() throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("body: more than " + MAX_BODY + " bytes");
        }
        return body;
    }
}

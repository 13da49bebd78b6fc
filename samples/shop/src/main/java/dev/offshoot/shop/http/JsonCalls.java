package dev.offshoot.shop.http;

import dev.offshoot.shop.Served;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls to one other service: JSON in and out, the trace context passed on. Threads may share it. */
public final class JsonCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String service;
    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    /** @throws IllegalArgumentException if {@code base} is no http URL */
    public JsonCalls(String service, String base) {
        this.service = service;
        this.base = URI.create(base.endsWith("/") ? base : base + "/");
        if (!"http".equals(this.base.getScheme()) || this.base.getHost() == null) {
            throw new IllegalArgumentException("URL of " + service + ": " + base + " (expected: http://host[:port])");
        }
    }

    public <T> T get(String path, TraceContext context, Class<T> answer) throws CallFailed {
        return read(send(request(path, context).GET().timeout(PATIENCE)), answer);
    }

    public <T> T post(String path, Object body, TraceContext context, Class<T> answer) throws CallFailed {
        HttpRequest.BodyPublisher json = HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body));
        return read(
                send(request(path, context)
                        .header("Content-Type", "application/json")
                        .POST(json)
                        .timeout(PATIENCE)),
                answer);
    }

    /** The body of an answer that goes on and on; closing it ends the call. */
    public InputStream stream(String path, TraceContext context) throws CallFailed {
        return send(request(path, context).header("Accept", "text/event-stream").GET())
                .body();
    }

    private HttpRequest.Builder request(String path, TraceContext context) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        context.write(request::header);
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws CallFailed {
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw failed(service + " at " + base + " can't be reached: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted while calling " + service);
        }
        if (response.statusCode() / 100 != 2) {
            throw failed(response);
        }
        return response;
    }

    private <T> T read(HttpResponse<InputStream> response, Class<T> answer) throws CallFailed {
        try (InputStream body = response.body()) {
            return Json.MAPPER.readValue(body, answer);
        } catch (IOException | JacksonException e) {
            throw failed(service + " gave an answer that can't be read: " + e.getMessage());
        }
    }

    private CallFailed failed(String message) {
        return new CallFailed(502, message, Served.failed(service, message));
    }

    /** The other side's own words: a {@link Failure} of the shop's, or the detail of a problem document (RFC 9457). */
    private CallFailed failed(HttpResponse<InputStream> response) {
        String message = service + " answered " + response.statusCode();
        try (InputStream body = response.body()) {
            JsonNode json = Json.MAPPER.readTree(body);
            if (json.has("served")) {
                Failure failure = Json.MAPPER.treeToValue(json, Failure.class);
                int status = response.statusCode() == 400 ? 400 : 502;
                return new CallFailed(status, failure.error(), failure.served());
            }
            return failed(message + json.path("detail").asString("").transform(d -> d.isEmpty() ? d : ": " + d));
        } catch (IOException | JacksonException e) {
            return failed(message);
        }
    }
}

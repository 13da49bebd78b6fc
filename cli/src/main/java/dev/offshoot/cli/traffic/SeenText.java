package dev.offshoot.cli.traffic;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@link Seen} as a line for a person, and as the members of an object for a program. Pure. */
public final class SeenText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final String RESET = "\u001b[0m";

    private final ZoneId zone;
    private final boolean colours;

    /** @param colours whether a terminal reads it */
    public SeenText(ZoneId zone, boolean colours) {
        this.zone = zone;
        this.colours = colours;
    }

    /** Without an end of line. */
    public String line(Seen seen) {
        return switch (seen) {
            case Seen.Request it ->
                time(it.time()) + "  " + status(it) + "  " + took(it.took()) + "  " + space(it.space()) + "  "
                        + it.method() + " " + it.path() + note(it);
            case Seen.Connection it ->
                time(it.time()) + "  " + it.protocol() + "  " + took(it.took()) + "  " + space(it.space()) + "  "
                        + (it.path() == null ? "port " + it.port() : it.path()) + "  " + it.toProcess() + " bytes in, "
                        + it.fromProcess() + " out";
            case Seen.Unshown it -> it.count() + " more came faster than they could be shown";
        };
    }

    private String time(Instant time) {
        return TIME.format(time.atZone(zone));
    }

    private String status(Seen.Request request) {
        String text = request.status() == 0 ? "---" : Integer.toString(request.status());
        return colours ? colour(request) + text + RESET : text;
    }

    private static String colour(Seen.Request request) {
        boolean failed = request.grpcStatus() != null && !request.grpcStatus().equals("0");
        return switch (request.status() / 100) {
            case 1, 2, 3 -> failed || !request.complete() ? "\u001b[31m" : "\u001b[32m";
            case 4 -> "\u001b[33m";
            default -> "\u001b[31m";
        };
    }

    private static String took(Duration took) {
        return String.format(Locale.ROOT, "%6d ms", took.toMillis());
    }

    private static String space(@Nullable String space) {
        return Objects.requireNonNullElse(space, "-");
    }

    private static String note(Seen.Request request) {
        String grpc = request.grpcStatus() == null ? "" : "  grpc-status " + request.grpcStatus();
        return request.complete() ? grpc : grpc + (request.status() == 0 ? "  no answer" : "  broke off");
    }

    /** Members without a value are left out; times are RFC 3339. */
    public static Map<String, Object> members(Seen seen) {
        Map<String, Object> members = new LinkedHashMap<>();
        switch (seen) {
            case Seen.Request it -> {
                members.put("kind", "request");
                begin(members, it.time(), it.took(), it.port(), it.protocol());
                members.put("method", it.method());
                members.put("path", it.path());
                if (it.status() != 0) {
                    members.put("status", it.status());
                }
                members.put("grpcStatus", it.grpcStatus());
                members.put("space", it.space());
                members.put("complete", it.complete());
            }
            case Seen.Connection it -> {
                members.put("kind", "connection");
                begin(members, it.time(), it.took(), it.port(), it.protocol());
                members.put("path", it.path());
                members.put("space", it.space());
                members.put("bytesReceived", it.toProcess());
                members.put("bytesSent", it.fromProcess());
            }
            case Seen.Unshown it -> {
                members.put("kind", "unshown");
                members.put("count", it.count());
            }
        }
        members.values().removeIf(Objects::isNull);
        return members;
    }

    private static void begin(Map<String, Object> members, Instant time, Duration took, int port, String protocol) {
        members.put("time", time.toString());
        members.put("durationMicros", took.toNanos() / 1000);
        members.put("port", port);
        members.put("protocol", protocol);
    }
}

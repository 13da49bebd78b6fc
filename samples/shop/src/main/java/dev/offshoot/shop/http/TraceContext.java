package dev.offshoot.shop.http;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a service passes on from the call it serves to the calls it makes: W3C Trace Context's {@code traceparent} and
 * {@code tracestate}, and W3C {@code baggage}, unchanged.
 */
public record TraceContext(
        @Nullable String traceparent,
        @Nullable String tracestate,
        @Nullable String baggage) {

    /** @param headers the lines of a header by its name; null or empty where there is none */
    public static TraceContext read(Function<String, @Nullable List<String>> headers) {
        return new TraceContext(
                joined(headers.apply("traceparent")),
                joined(headers.apply("tracestate")),
                joined(headers.apply("baggage")));
    }

    /** What is left where a service passes on nothing but the trace's identity, as many do. */
    public TraceContext traceparentOnly() {
        return new TraceContext(traceparent, null, null);
    }

    public void write(BiConsumer<String, String> header) {
        write("traceparent", traceparent, header);
        write("tracestate", tracestate, header);
        write("baggage", baggage, header);
    }

    private static void write(String name, @Nullable String value, BiConsumer<String, String> header) {
        if (value != null) {
            header.accept(name, value);
        }
    }

    /** Several lines of a list-valued header mean the same as one with commas (RFC 9110 §5.3). */
    private static @Nullable String joined(@Nullable List<String> lines) {
        return lines == null || lines.isEmpty() ? null : String.join(",", lines);
    }
}

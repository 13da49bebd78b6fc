package dev.offshoot.routing.decision;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Service port's endpoints speak: by {@code appProtocol} (KEP-3726's {@code kubernetes.io/h2c}, {@code kubernetes.io/ws};
 * {@code grpc}, {@code http}, {@code https}, …), else by the port name's prefix ({@code grpc-}, {@code http2-}, {@code http-},
 * {@code tcp-}, …).
 */
public enum UpstreamProtocol {
    HTTP1,
    /** HTTP/2 by prior knowledge, without TLS. */
    H2C,
    /** HTTP/2 by prior knowledge that carries gRPC; errors are shown as gRPC shows them. */
    GRPC,
    HTTPS,
    /** Declared as something else: bytes. */
    TCP,
    /** Nothing declared: URL requests are sent as HTTP/1.1, intercepted connections are told apart by their first bytes. */
    UNDECLARED;

    private static final Map<String, UpstreamProtocol> APP_PROTOCOLS = Map.of(
            "kubernetes.io/h2c", H2C,
            "kubernetes.io/ws", HTTP1,
            "kubernetes.io/wss", HTTPS,
            "http", HTTP1,
            "https", HTTPS,
            "grpc", GRPC,
            "http2", H2C,
            "h2c", H2C);

    private static final Map<String, UpstreamProtocol> NAMES = Map.ofEntries(
            Map.entry("grpc", GRPC),
            Map.entry("http", HTTP1),
            Map.entry("http2", H2C),
            Map.entry("h2c", H2C),
            Map.entry("https", HTTPS),
            Map.entry("tcp", TCP),
            Map.entry("tls", TCP),
            Map.entry("redis", TCP),
            Map.entry("mysql", TCP),
            Map.entry("postgres", TCP),
            Map.entry("mongo", TCP));

    /**
     * The protocol of a Service's port. An {@code appProtocol} decides alone: one not known here declares something that isn't
     * HTTP. A port's name decides by itself or by what stands before its first {@code -}.
     */
    public static UpstreamProtocol of(String portName, @Nullable String appProtocol) {
        if (appProtocol != null && !appProtocol.isBlank()) {
            return APP_PROTOCOLS.getOrDefault(appProtocol.toLowerCase(Locale.ROOT), TCP);
        }
        int dash = portName.indexOf('-');
        return NAMES.getOrDefault(dash < 0 ? portName : portName.substring(0, dash), UNDECLARED);
    }

    public boolean isHttp2() {
        return this == H2C || this == GRPC;
    }
}

package dev.offshoot.routing.decision;

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

    public boolean isHttp2() {
        return this == H2C || this == GRPC;
    }
}

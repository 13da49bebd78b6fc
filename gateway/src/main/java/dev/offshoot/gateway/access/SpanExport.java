package dev.offshoot.gateway.access;

import dev.offshoot.routing.context.TraceSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends the gateway's spans to an OpenTelemetry collector (OTLP over HTTP), in batches, from a thread of the SDK's. Names and
 * attributes are those of OpenTelemetry's semantic conventions for HTTP servers, and {@code offshoot.*}.
 */
public final class SpanExport implements AutoCloseable {
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    private final GivenIds ids = new GivenIds();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /**
     * @param endpoint such as {@code http://collector:4318/v1/traces}
     * @param pod the gateway's own; empty where it runs in none
     * @throws IllegalArgumentException if it isn't a URL
     */
    public SpanExport(String endpoint, String pod) {
        AttributesBuilder self = Attributes.builder().put("service.name", "offshoot-gateway");
        if (!pod.isEmpty()) {
            self.put("k8s.pod.name", pod);
        }
        provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .setResource(Resource.getDefault().merge(Resource.create(self.build())))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint)
                                .build())
                        .build())
                .build();
        tracer = provider.get("offshoot");
    }

    void export(AccessRecord record, TraceSpan own, long nanos, int status, @Nullable String error, AccessLog.End end) {
        Instant begun = record.time;
        SpanBuilder builder = tracer.spanBuilder(record.method)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(begun)
                .setParent(parent(own));
        ids.give(own);
        Span span = builder.startSpan();
        span.setAttribute("http.request.method", record.method);
        span.setAttribute("url.path", record.target);
        set(span, "server.address", record.host);
        set(span, "offshoot.space", record.space);
        set(span, "offshoot.source", record.source);
        set(span, "offshoot.called", record.called);
        set(span, "offshoot.service", record.service);
        set(span, "offshoot.upstream", record.upstream);
        if (status != 0) {
            span.setAttribute(STATUS, (long) status);
        }
        if (error != null || status >= 500 || end == AccessLog.End.BROKEN) {
            span.setAttribute(
                    "error.type", error != null ? error : status >= 500 ? Integer.toString(status) : end.label());
            span.setStatus(StatusCode.ERROR);
        }
        span.end(begun.plusNanos(nanos));
    }

    private static void set(Span span, String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
    }

    private static Context parent(TraceSpan own) {
        return own.parentId() == null
                ? Context.root()
                : Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                own.traceId(), own.parentId(), TraceFlags.getSampled(), TraceState.getDefault())));
    }

    /** Sends what waits. */
    @Override
    public void close() {
        provider.close();
    }

    /** The ids that were written on the request, which is on its way or answered by now. */
    private static final class GivenIds implements IdGenerator {
        private final ThreadLocal<TraceSpan> next = new ThreadLocal<>();

        void give(TraceSpan own) {
            next.set(own);
        }

        @Override
        public String generateSpanId() {
            return Objects.requireNonNull(next.get()).spanId();
        }

        @Override
        public String generateTraceId() {
            return Objects.requireNonNull(next.get()).traceId();
        }
    }
}

package dev.offshoot.shop.orders;

import dev.offshoot.shop.Served;
import dev.offshoot.shop.http.CallFailed;
import dev.offshoot.shop.http.TraceContext;
import dev.offshoot.shop.payments.v1.ChargeReply;
import dev.offshoot.shop.payments.v1.ChargeRequest;
import dev.offshoot.shop.payments.v1.PaymentsGrpc;
import dev.offshoot.shop.payments.v1.PaymentsGrpc.PaymentsBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;

/** Calls to the payments service over one gRPC channel. Threads may share it. */
final class PaymentCalls implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final ManagedChannel channel;
    private final PaymentsBlockingStub stub;

    /** @param address {@code host:port} */
    PaymentCalls(String address) {
        channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
        stub = PaymentsGrpc.newBlockingStub(channel);
    }

    /**
     * Charges an order. On purpose it passes on {@code traceparent} alone, as a client does that knows tracing but neither
     * {@code tracestate} nor {@code baggage}: whatever else the caller's context held is lost here.
     */
    ChargeReply charge(String order, long amount, TraceContext context) throws CallFailed {
        Metadata metadata = new Metadata();
        context.traceparentOnly()
                .write((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        try {
            return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .charge(ChargeRequest.newBuilder()
                            .setOrderId(order)
                            .setAmount(amount)
                            .build());
        } catch (StatusRuntimeException e) {
            String error = "payments answered " + e.getMessage();
            throw new CallFailed(502, error, Served.failed("payments", error));
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

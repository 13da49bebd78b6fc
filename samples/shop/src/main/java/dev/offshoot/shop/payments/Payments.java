package dev.offshoot.shop.payments;

import dev.offshoot.shop.RunningService;
import dev.offshoot.shop.Settings;
import dev.offshoot.shop.http.HttpService;
import dev.offshoot.shop.payments.v1.ChargeReply;
import dev.offshoot.shop.payments.v1.ChargeRequest;
import dev.offshoot.shop.payments.v1.PaymentsGrpc;
import dev.offshoot.shop.payments.v1.ServedBy;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The service {@code payments}: gRPC (HTTP/2 without TLS) on {@code PORT}, {@code /healthz} on {@code HEALTH_PORT};
 * {@code PAYMENT_METHOD} is how it takes money.
 */
public final class Payments implements RunningService {
    private static final int STOP_SECONDS = 5;

    private final Server server;
    private final RunningService health;

    private Payments(Server server, RunningService health) {
        this.server = server;
        this.health = health;
    }

    public static RunningService start(Settings settings) throws IOException {
        RunningService health = new HttpService(settings, settings.number("HEALTH_PORT", 8081)).start();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(settings.address(), settings.port()))
                .addService(new Charges(settings))
                .build();
        try {
            server.start();
        } catch (IOException e) {
            health.close();
            throw new IOException("payments can't listen on " + settings.address() + ":" + settings.port(), e);
        }
        return new Payments(server, health);
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        health.close();
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static final class Charges extends PaymentsGrpc.PaymentsImplBase {
        private final String method;
        private final ServedBy servedBy;

        Charges(Settings settings) {
            method = settings.get("PAYMENT_METHOD", "card");
            servedBy = ServedBy.newBuilder()
                    .setService(settings.service())
                    .setVariant(settings.variant())
                    .setNamespace(settings.namespace())
                    .build();
        }

        @Override
        public void charge(ChargeRequest request, StreamObserver<ChargeReply> replies) {
            replies.onNext(ChargeReply.newBuilder()
                    .setReceipt("R-" + request.getOrderId())
                    .setMethod(method)
                    .setServedBy(servedBy)
                    .build());
            replies.onCompleted();
        }
    }
}

package dev.offshoot.gateway.relay;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS toward endpoints that declare {@code https}. The certificate must be signed by a trusted authority and bear
 * {@code <service>.<namespace>.svc}, which is also sent as the server name; endpoints are dialled by address, so that no other
 * name is known.
 */
final class UpstreamTls {
    private final RelaySettings settings;
    private volatile @Nullable SslContext context;

    UpstreamTls(RelaySettings settings) {
        this.settings = settings;
        context = settings.trustedCertificates() == null ? null : build();
    }

    SslHandler handler(ByteBufAllocator allocator, String name, int port) {
        return context().newHandler(allocator, name, port);
    }

    private SslContext context() {
        SslContext made = context;
        if (made == null) {
            made = build();
            context = made;
        }
        return made;
    }

    private SslContext build() {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (!settings.verifyCertificates()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        } else if (settings.trustedCertificates() != null) {
            builder.trustManager(settings.trustedCertificates().toFile());
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
    }
}

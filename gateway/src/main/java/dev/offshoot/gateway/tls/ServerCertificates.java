package dev.offshoot.gateway.tls;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.tcp.SslProvider;

/**
 * The certificates as their files are now: read at start, looked at again and again, exchanged between two handshakes. Connections
 * that exist keep theirs. A pair that can't be used, or has expired, leaves the last good one of its folder in use and is told once.
 * Handshakes ask on any thread; the files are read on one of Reactor's.
 */
public final class ServerCertificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificates.class);

    private final TlsSettings settings;
    private final CertificateMeters meters;
    private final Map<Path, String> told = new HashMap<>();
    private final Disposable following;
    private volatile CertificateSet current;

    /** Reads the certificates, of at least one folder; throws {@link BadCertificatesException} if one of them can't be used. */
    public ServerCertificates(TlsSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.meters = new CertificateMeters(registry);
        this.current = load();
        meters.show(current);
        long refresh = settings.refresh().toMillis();
        following =
                Schedulers.boundedElastic().schedulePeriodically(this::follow, refresh, refresh, TimeUnit.MILLISECONDS);
    }

    private CertificateSet load() {
        List<ServerCertificate> all = new ArrayList<>();
        for (Path folder : settings.folders()) {
            try {
                all.add(ServerCertificate.of(CertificateFiles.read(folder), settings.handshakeTimeout()));
            } catch (BadCertificateException bad) {
                throw new BadCertificatesException("TLS certificate: " + bad.getMessage());
            }
            tellOf(all.getLast());
        }
        return CertificateSet.of(all);
    }

    private void tellOf(ServerCertificate taken) {
        if (taken.expires().isBefore(Instant.now())) {
            LOG.warn("TLS certificate of {} has expired: {}", taken.folder(), taken);
        } else {
            LOG.info("TLS certificate of {} in use: {}", taken.folder(), taken);
        }
    }

    private void follow() {
        List<ServerCertificate> all =
                current.all().stream().map(this::refreshed).toList();
        if (!all.equals(current.all())) {
            current = CertificateSet.of(all);
            meters.show(current);
        }
    }

    private ServerCertificate refreshed(ServerCertificate last) {
        try {
            CertificateFiles files = CertificateFiles.read(last.folder());
            if (files.equals(last.files())) {
                told.remove(last.folder());
                return last;
            }
            ServerCertificate next = ServerCertificate.of(files, settings.handshakeTimeout());
            if (next.expires().isBefore(Instant.now())) {
                throw new BadCertificateException(
                        last.folder().resolve(CertificateFiles.CERTIFICATES), "has expired: " + next);
            }
            told.remove(last.folder());
            meters.taken();
            tellOf(next);
            return next;
        } catch (BadCertificateException bad) {
            keep(last, String.valueOf(bad.getMessage()));
            return last;
        }
    }

    private void keep(ServerCertificate last, String why) {
        if (!why.equals(told.put(last.folder(), why))) {
            meters.kept();
            LOG.warn("TLS certificate: {}; the last good one stays in use: {}", why, last);
        }
    }

    /** What to shake hands with, for reactor-netty. */
    public SslProvider provider() {
        return SslProvider.builder()
                .sslContext(current.choose(null).provider().getSslContext())
                .handshakeTimeout(settings.handshakeTimeout())
                .setSniAsyncMappings(this::map)
                .build();
    }

    private Future<SslProvider> map(@Nullable String serverName, Promise<SslProvider> promise) {
        return promise.setSuccess(current.choose(serverName).provider());
    }

    public TlsSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        following.dispose();
    }
}

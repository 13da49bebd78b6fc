package dev.offshoot.gateway.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

/** When the certificates in use expire, by folder and serial number, and how often their files changed for the better or the worse. */
final class CertificateMeters {
    private final MultiGauge expiry;
    private final Counter taken;
    private final Counter kept;

    CertificateMeters(MeterRegistry registry) {
        expiry = MultiGauge.builder("offshoot.tls.certificate.expiry")
                .description("When the certificate in use expires, in seconds since 1970")
                .baseUnit("seconds")
                .register(registry);
        taken = registry.counter("offshoot.tls.reloads", "outcome", "taken");
        kept = registry.counter("offshoot.tls.reloads", "outcome", "kept");
    }

    void show(CertificateSet set) {
        expiry.register(
                set.all().stream()
                        .map(one -> Row.of(
                                Tags.of("folder", one.folder().toString(), "serial", one.serial()),
                                one.expires().getEpochSecond()))
                        .toList(),
                true);
    }

    void taken() {
        taken.increment();
    }

    /** The last good one stays. */
    void kept() {
        kept.increment();
    }
}

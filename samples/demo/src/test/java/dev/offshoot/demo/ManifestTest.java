package dev.offshoot.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {
    @Test
    void theSampleHasFiveSpacesWithTheirOverrides() throws Exception {
        List<Manifest> all = Manifest.all();

        assertThat(all.stream().map(manifest -> manifest.space() + ": " + manifest.place() + ": " + services(manifest)))
                .containsExactly(
                        "default: root space: web catalog orders payments notifications",
                        "team-a: below default: catalog",
                        "alice: below team-a: orders",
                        "bob: below default: payments",
                        "joint: below default, joins alice and bob: ");
    }

    @Test
    void aWorkloadIsConfiguredByItsDeployment() throws Exception {
        Workload payments = Manifest.all().get(3).workloads().getFirst();

        assertThat(payments.portName()).isEqualTo("grpc");
        assertThat(payments.environment())
                .containsEntry("PAYMENT_METHOD", "invoice")
                .doesNotContainKey("POD_NAMESPACE");
    }

    private static String services(Manifest manifest) {
        return String.join(
                " ", manifest.workloads().stream().map(Workload::service).toList());
    }
}

package dev.offshoot.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventObjectTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00.123456Z");
    private static final ServiceKey ORDERS = new ServiceKey("shop", "orders");

    @Test
    void aBeginningSaysSinceWhenAndWhatToDoAboutOlderConnections() {
        Telling begun = Telling.begun(ORDERS, NOW);
        assertThat(Serialization.asYaml(EventObject.of(begun, "s1", "controller-0", NOW)))
                .isEqualTo("""
                ---
                apiVersion: "events.k8s.io/v1"
                kind: "Event"
                metadata:
                  name: "%s"
                  namespace: "shop"
                action: "Intercept"
                eventTime: "2026-01-02T00:00:00.123456Z"
                note: "in-cluster calls pass the gateway since 2026-01-02T00:00:00.123456Z; connections\\
                  \\ that are older keep their Pod until they close; offshoot flush orders -n shop\\
                  \\ ends them"
                reason: "Intercepted"
                regarding:
                  apiVersion: "v1"
                  kind: "Service"
                  name: "orders"
                  namespace: "shop"
                  uid: "s1"
                reportingController: "offshoot.dev/space-controller"
                reportingInstance: "controller-0"
                type: "Normal"
                """.formatted(EventObject.name(begun)));
    }

    @Test
    void theSameIsOneEventWhoeverTellsItAndAnotherTimeIsAnother() {
        assertThat(EventObject.name(Telling.begun(ORDERS, NOW)))
                .isEqualTo(EventObject.name(Telling.begun(ORDERS, NOW)))
                .isNotEqualTo(EventObject.name(Telling.begun(ORDERS, NOW.plusSeconds(1))));
    }

    @Test
    void aNamespacesEventStandsInItAndADevSpacesInDefault() {
        assertThat(event(ObjectRef.namespace("alice"), "x").getMetadata().getNamespace())
                .isEqualTo("alice");
        Event devSpace = event(new ObjectRef("DevSpace", "", "alice"), "x");
        assertThat(devSpace.getMetadata().getNamespace()).isEqualTo("default");
        assertThat(devSpace.getRegarding().getNamespace()).isNull();
        assertThat(devSpace.getRegarding().getApiVersion()).isEqualTo("offshoot.dev/v1alpha1");
    }

    @Test
    void aLongTextIsCutWithinTheApisLimitOfBytes() {
        String note = event(ObjectRef.namespace("alice"), "é".repeat(2000)).getNote();
        assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
        assertThat(note).endsWith("é...");
    }

    @Test
    void whatStandsInNoClusterIsNotTold() {
        ObjectRef file = new ObjectRef("File", "", "x.yaml");
        assertThat(EventObject.canBe(Telling.of(new Problem(ProblemCode.UNREADABLE_FILE, file, "is no YAML"))))
                .isFalse();
    }

    private static Event event(ObjectRef about, String text) {
        return EventObject.of(Telling.of(new Problem(ProblemCode.MISSING_PARENT, about, text)), null, "c", NOW);
    }
}

package dev.offshoot.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.cluster.objects.ObjectKey;
import dev.offshoot.cluster.objects.ObjectKind;
import dev.offshoot.routing.facts.PodFact;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final Intake intake = new Intake();

    @BeforeEach
    void allKindsAreListed() {
        for (ObjectKind kind : ObjectKind.values()) {
            intake.replace(kind, List.of());
        }
    }

    @Test
    void podsCountAsSoonAsTheirNamespaceIsAChildSpaceAndNoLonger() throws InterruptedException {
        intake.put(pod("a"));
        intake.put(namespace("root", "true"));
        assertThat(pods()).isEmpty();
        intake.put(namespace("parent", "default"));
        assertThat(pods()).containsExactly("a");
        intake.put(pod("b"));
        intake.remove(ObjectKey.of(pod("a")));
        assertThat(pods()).containsExactly("b");
        intake.put(namespace("root", "true"));
        intake.put(pod("c"));
        intake.put(namespace("parent", "default"));
        assertThat(pods()).containsExactly("b", "c");
    }

    @Test
    void newListTakesThePlaceOfWhatWasKnown() throws InterruptedException {
        intake.put(namespace("parent", "default"));
        intake.put(pod("a"));
        intake.replace(ObjectKind.POD, List.<HasMetadata>of(pod("b")));
        assertThat(pods()).containsExactly("b");
        intake.replace(ObjectKind.NAMESPACE, List.of());
        assertThat(intake.next().namespace("alice")).isNull();
        intake.put(namespace("parent", "default"));
        assertThat(pods()).containsExactly("b");
    }

    private List<String> pods() throws InterruptedException {
        return intake.next().namespace("alice").pods().stream()
                .map(PodFact::name)
                .toList();
    }

    private static Namespace namespace(String label, String value) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("alice")
                .addToLabels("offshoot.dev/" + label, value)
                .endMetadata()
                .build();
    }

    private static Pod pod(String name) {
        return KnownPods.trimmed(new PodBuilder()
                .withNewMetadata()
                .withNamespace("alice")
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .addNewPodIP()
                .withIp("10.244.0." + (int) name.charAt(0))
                .endPodIP()
                .endStatus()
                .build());
    }
}

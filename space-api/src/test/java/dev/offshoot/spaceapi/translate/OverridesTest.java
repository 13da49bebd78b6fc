package dev.offshoot.spaceapi.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.ServiceFact;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverridesTest {
    private static final Namespace CHILD = namespace("offshoot.dev/parent", "default", null);
    private static final Namespace ROOT = namespace("offshoot.dev/root", "true", null);
    private static final Namespace GOING = namespace("offshoot.dev/parent", "default", "2026-01-01T00:00:00Z");
    private static final Map<String, String> SELECTOR = Map.of("app", "web");

    @Test
    void anOverrideCountsAsSoonAsKubernetesHasLookedForItsEndpoints() {
        Service web = service(SELECTOR);
        assertThat(names(AddressPolicy.CLUSTER, CHILD, web)).isEmpty();
        assertThat(names(AddressPolicy.CLUSTER, CHILD, web, slice("uid-1"))).containsExactly("web");
    }

    @Test
    void aSliceOfAFormerServiceOfTheNameSaysNothing() {
        assertThat(names(AddressPolicy.CLUSTER, CHILD, service(SELECTOR), slice("uid-0")))
                .isEmpty();
    }

    @Test
    void whereNobodyLooksForEndpointsNothingIsWaitedFor() {
        assertThat(names(AddressPolicy.CLUSTER, CHILD, service(Map.of()))).containsExactly("web");
    }

    @Test
    void rootsAndFilesAreTakenAsTheyStand() {
        assertThat(names(AddressPolicy.CLUSTER, ROOT, service(SELECTOR))).containsExactly("web");
        assertThat(names(AddressPolicy.FILES, CHILD, service(SELECTOR))).containsExactly("web");
    }

    @Test
    void aChildSpaceThatIsBeingDeletedOverridesNothing() {
        assertThat(names(AddressPolicy.CLUSTER, GOING, service(SELECTOR), slice("uid-1")))
                .isEmpty();
    }

    private static List<String> names(
            AddressPolicy policy, Namespace namespace, Service service, EndpointSlice... slices) {
        return new Translator(policy)
                        .translate(new NamespaceObjects(
                                "alice", namespace, List.of(service), List.of(slices), List.of(), List.of()))
                        .services()
                        .stream()
                        .map(ServiceFact::key)
                        .map(key -> key.name())
                        .toList();
    }

    private static Namespace namespace(String label, String value, String deleted) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("alice")
                .addToLabels(label, value)
                .withDeletionTimestamp(deleted)
                .endMetadata()
                .build();
    }

    private static Service service(Map<String, String> selector) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("alice")
                .withName("web")
                .withUid("uid-1")
                .endMetadata()
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withName("http")
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }

    private static EndpointSlice slice(String owner) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("alice")
                .withName("web-1")
                .addToLabels("kubernetes.io/service-name", "web")
                .addToLabels("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .addNewOwnerReference()
                .withKind("Service")
                .withUid(owner)
                .endOwnerReference()
                .endMetadata()
                .withAddressType("IPv4")
                .build();
    }
}

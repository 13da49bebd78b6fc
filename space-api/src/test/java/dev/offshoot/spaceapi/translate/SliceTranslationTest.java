package dev.offshoot.spaceapi.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.problem.Problem;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SliceTranslationTest {
    private static final String KUBERNETES = "endpointslice-controller.k8s.io";

    @Test
    void sliceIsReadWholeAndSorted() {
        EndpointSlice slice = new EndpointSliceBuilder(
                        slice(KUBERNETES, "IPv4", endpoint("10.0.0.9", "b"), endpoint("10.0.0.2", "a")))
                .editMetadata()
                .addNewOwnerReference()
                .withKind("Service")
                .withUid("u-1")
                .endOwnerReference()
                .endMetadata()
                .addNewPort()
                .withName("metrics")
                .withPort(9090)
                .endPort()
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("any")
                .endPort()
                .build();
        assertThat(translate(AddressPolicy.CLUSTER, slice).slices())
                .containsExactly(new SliceFact(
                        "shop",
                        "web-1",
                        "web",
                        SliceOrigin.KUBERNETES,
                        "u-1",
                        List.of(
                                new SliceFact.Port("http", 8080, Transport.TCP),
                                new SliceFact.Port("metrics", 9090, Transport.TCP)),
                        List.of(
                                new EndpointFact("10.0.0.2", true, true, false),
                                new EndpointFact("10.0.0.9", true, true, false))));
    }

    @ParameterizedTest
    @CsvSource({
        "CLUSTER, endpointslice-controller.k8s.io, KUBERNETES",
        "CLUSTER, endpointslicemirroring-controller.k8s.io, KUBERNETES",
        "CLUSTER, offshoot.dev, INTERCEPTION",
        "CLUSTER, tunnel.offshoot.dev, TUNNEL",
        "CLUSTER, , ",
        "CLUSTER, someone.example.com, ",
        "FILES, , KUBERNETES",
        "FILES, offshoot.dev, INTERCEPTION",
        "FILES, someone.example.com, ",
    })
    void originComesFromTheManager(AddressPolicy policy, String manager, SliceOrigin origin) {
        NamespaceFacts facts = translate(policy, slice(manager, "IPv4", endpoint("10.0.0.2", "a")));
        assertThat(facts.slices().stream().map(SliceFact::origin))
                .isEqualTo(origin == null ? List.of() : List.of(origin));
        assertThat(facts.problems()).hasSize(origin == null ? 1 : 0);
    }

    @Test
    void foreignManagerIsNamed() {
        assertThat(translate(AddressPolicy.CLUSTER, slice("mesh", "IPv4", endpoint("10.0.0.2", "a")))
                        .problems())
                .singleElement()
                .hasToString("EndpointSlice shop/web-1: label endpointslice.kubernetes.io/managed-by is \"mesh\","
                        + " expected endpointslice-controller.k8s.io: only slices that Kubernetes makes count;"
                        + " the slice's endpoints are left out [forbidden-address]");
    }

    @ParameterizedTest
    @CsvSource({
        ", , , true, true, false",
        "true, , , true, true, false",
        "false, , , false, false, false",
        "false, true, true, false, true, true",
        "true, false, , true, false, false",
    })
    void absentConditionsAreReadAsKubernetesReadsThem(
            Boolean ready, Boolean serving, Boolean terminating, boolean r, boolean s, boolean t) {
        Endpoint endpoint = new EndpointBuilder(endpoint("10.0.0.2", "a"))
                .withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .build();
        assertThat(endpoints(translate(AddressPolicy.CLUSTER, slice(KUBERNETES, "IPv4", endpoint))))
                .containsExactly(new EndpointFact("10.0.0.2", r, s, t));
    }

    /** {@code pod}: the endpoint's targetRef is a Pod of the Service's namespace. */
    @ParameterizedTest
    @CsvSource({
        // address           pod    cluster  files
        "10.0.0.2,           true,  true,    true",
        "10.0.0.2,           false, false,   false",
        "192.168.1.20,       false, false,   false",
        "8.8.8.8,            true,  true,    true",
        "127.0.0.1,          true,  false,   true",
        "127.0.0.1,          false, false,   true",
        "127.9.9.9,          false, false,   true",
        "169.254.169.254,    true,  false,   false",
        "224.0.0.1,          true,  false,   false",
        "255.255.255.255,    true,  false,   false",
        "0.0.0.0,            true,  false,   false",
        "0.1.2.3,            true,  false,   false",
        "10.0.0.256,         true,  false,   false",
        "10.0.0.02,          true,  false,   false",
        "localhost,          true,  false,   false",
        "fd00::2,            true,  true,    true",
        "fd00::2,            false, false,   false",
        "::1,                false, false,   true",
        "::,                 true,  false,   false",
        "fe80::1,            true,  false,   false",
        "fe80::1%eth0,       true,  false,   false",
        "ff02::1,            true,  false,   false",
        "::ffff:127.0.0.1,   true,  false,   false",
        "::ffff:10.0.0.2,    true,  false,   false",
        "2001:db8::zz,       true,  false,   false",
    })
    void addressIsAdmittedByPolicy(String address, boolean pod, boolean cluster, boolean files) {
        String type = address.contains(":") ? "IPv6" : "IPv4";
        EndpointSlice slice = slice(KUBERNETES, type, endpoint(address, pod ? "a" : null));
        assertAdmitted(translate(AddressPolicy.CLUSTER, slice), cluster);
        assertAdmitted(translate(AddressPolicy.FILES, slice), files);
    }

    private static void assertAdmitted(NamespaceFacts facts, boolean admitted) {
        assertThat(endpoints(facts)).hasSize(admitted ? 1 : 0);
        assertThat(facts.problems().stream().map(problem -> problem.code().code()))
                .isEqualTo(admitted ? List.of() : List.of("forbidden-address"));
    }

    @Test
    void podOfAnotherNamespaceDoesNotCount() {
        Endpoint endpoint = endpoint("10.0.0.2", "a");
        endpoint.getTargetRef().setNamespace("kube-system");
        NamespaceFacts facts = translate(AddressPolicy.FILES, slice(KUBERNETES, "IPv4", endpoint));
        assertThat(facts.problems())
                .singleElement()
                .hasToString("EndpointSlice shop/web-1: 10.0.0.2: an address that the slice ascribes to no Pod of its"
                        + " namespace, expected an endpoint whose targetRef is a Pod of that namespace or a loopback"
                        + " address; nothing is forwarded there [forbidden-address]");
    }

    @Test
    void podOnItsNodesNetworkDoesNotCount() {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("a")
                .endMetadata()
                .withNewSpec()
                .withHostNetwork(true)
                .endSpec()
                .build();
        NamespaceFacts facts = new Translator(AddressPolicy.CLUSTER)
                .translate(new NamespaceObjects(
                        "shop",
                        root("shop"),
                        List.of(),
                        List.of(slice(KUBERNETES, "IPv4", endpoint("192.168.1.4", "a"))),
                        List.of(pod),
                        List.of()));
        assertThat(endpoints(facts)).isEmpty();
        assertThat(facts.problems()).singleElement().asString().contains("on its node's network");
    }

    /** As it is where kube-proxies mustn't see it. */
    @Test
    void tunnelsSliceMayNameItsServiceInOurLabelAlone() {
        EndpointSlice slice = new EndpointSliceBuilder(slice("tunnel.offshoot.dev", "IPv4", endpoint("10.0.0.2", null)))
                .editMetadata()
                .removeFromLabels("kubernetes.io/service-name")
                .addToLabels("offshoot.dev/tunnel", "orders")
                .addNewOwnerReference()
                .withKind("Tunnel")
                .withUid("t-1")
                .endOwnerReference()
                .endMetadata()
                .build();
        assertThat(translate(AddressPolicy.CLUSTER, slice).slices())
                .extracting(SliceFact::service, SliceFact::ownerUid)
                .containsExactly(tuple("orders", "t-1"));
    }

    @Test
    void tunnelNeedsNoPodButNeverALinkLocalAddress() {
        EndpointSlice slice =
                slice("tunnel.offshoot.dev", "IPv4", endpoint("10.0.0.2", null), endpoint("169.254.0.1", null));
        NamespaceFacts facts = translate(AddressPolicy.CLUSTER, slice);
        assertThat(endpoints(facts)).extracting(EndpointFact::address).containsExactly("10.0.0.2");
        assertThat(facts.problems()).hasSize(1);
    }

    @Test
    void interceptionSliceHasListeningPortsAndTheGatewaysThatItLists() {
        Endpoint draining = new EndpointBuilder(endpoint("10.9.0.2", null))
                .withNewConditions(false, true, true)
                .build();
        EndpointSlice slice = new EndpointSliceBuilder(
                        slice("offshoot.dev", "IPv4", draining, endpoint("10.9.0.1", null)))
                .addNewPort()
                .withName("http")
                .withPort(20001)
                .endPort()
                .build();
        NamespaceFacts facts = translate(AddressPolicy.CLUSTER, slice);
        SliceFact fact = facts.slices().getFirst();
        assertThat(fact.endpoints())
                .containsExactly(
                        new EndpointFact("10.9.0.1", true, true, false),
                        new EndpointFact("10.9.0.2", false, true, true));
        assertThat(fact.ports()).containsExactly(new SliceFact.Port("http", 20001, Transport.TCP));
        assertThat(facts.problems()).isEmpty();
    }

    @Test
    void hostNamesAreNeverAskedFor() {
        NamespaceFacts facts = translate(AddressPolicy.FILES, slice(KUBERNETES, "FQDN", endpoint("example.com", "a")));
        assertThat(facts.problems())
                .singleElement()
                .hasToString("EndpointSlice shop/web-1: example.com: a host name, expected an IP address;"
                        + " nothing is forwarded there [forbidden-address]");
    }

    @Test
    void manyForbiddenAddressesAreOneBoundedProblem() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            endpoints.add(endpoint("169.254.0." + i, "a"));
        }
        NamespaceFacts facts =
                translate(AddressPolicy.CLUSTER, slice(KUBERNETES, "IPv4", endpoints.toArray(Endpoint[]::new)));
        assertThat(facts.problems())
                .singleElement()
                .extracting(Problem::text)
                .asString()
                .startsWith("169.254.0.0, 169.254.0.1, 169.254.0.2, 169.254.0.3, 169.254.0.4 and 95 more, each of them:"
                        + " a link-local address");
    }

    @Test
    void onlyTheFirstAddressOfAnEndpointCounts() {
        Endpoint endpoint = new EndpointBuilder(endpoint("10.0.0.2", "a"))
                .addToAddresses("10.0.0.3")
                .build();
        assertThat(endpoints(translate(AddressPolicy.CLUSTER, slice(KUBERNETES, "IPv4", endpoint))))
                .extracting(EndpointFact::address)
                .containsExactly("10.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:DB8:0:0:0:0:0:1", "2001:db8::1", "2001:0db8::0001"})
    void ipv6AddressIsWrittenAsKubernetesWritesIt(String address) {
        assertThat(endpoints(translate(AddressPolicy.CLUSTER, slice(KUBERNETES, "IPv6", endpoint(address, "a")))))
                .extracting(EndpointFact::address)
                .containsExactly("2001:db8::1");
    }

    @Test
    void sliceOfNoServiceIsNobodysBusiness() {
        EndpointSlice slice = slice(KUBERNETES, "IPv4", endpoint("10.0.0.2", "a"));
        slice.getMetadata().getLabels().remove("kubernetes.io/service-name");
        NamespaceFacts facts = translate(AddressPolicy.CLUSTER, slice);
        assertThat(facts.slices()).isEmpty();
        assertThat(facts.problems()).isEmpty();
    }

    /** As kube-system has them, and every namespace that nobody made a space. */
    @Test
    void whereNoSpaceIsNoAddressIsAProblem() {
        EndpointSlice slice = slice(KUBERNETES, "IPv4", endpoint("10.0.0.2", null));
        NamespaceFacts facts = translate(AddressPolicy.CLUSTER, namespace("shop", "team"), slice);
        assertThat(endpoints(facts)).isEmpty();
        assertThat(facts.problems()).isEmpty();
    }

    /** Its slice has the API server's address and no manager; a root named default is as good as any. */
    @Test
    void theApiServersOwnSliceIsNoProblemOfARootNamedDefault() {
        EndpointSlice slice = slice(null, "IPv4", endpoint("10.250.0.1", null));
        slice.getMetadata().setNamespace("default");
        slice.getMetadata().getLabels().put("kubernetes.io/service-name", "kubernetes");
        for (AddressPolicy policy : AddressPolicy.values()) {
            NamespaceFacts facts = translate(policy, slice);
            assertThat(facts.slices()).isEmpty();
            assertThat(facts.problems()).isEmpty();
        }
    }

    private static EndpointSlice slice(String manager, String type, Endpoint... endpoints) {
        EndpointSlice slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-1")
                .addToLabels("kubernetes.io/service-name", "web")
                .endMetadata()
                .withAddressType(type)
                .withEndpoints(endpoints)
                .build();
        if (manager != null) {
            slice.getMetadata().getLabels().put("endpointslice.kubernetes.io/managed-by", manager);
        }
        return slice;
    }

    private static Endpoint endpoint(String address, String pod) {
        ObjectReference target = pod == null
                ? null
                : new ObjectReferenceBuilder()
                        .withKind("Pod")
                        .withName(pod)
                        .withNamespace("shop")
                        .build();
        return new EndpointBuilder()
                .withAddresses(address)
                .withTargetRef(target)
                .build();
    }

    private static List<EndpointFact> endpoints(NamespaceFacts facts) {
        return facts.slices().stream()
                .flatMap(slice -> slice.endpoints().stream())
                .toList();
    }

    private static NamespaceFacts translate(AddressPolicy policy, EndpointSlice slice) {
        return translate(policy, root(slice.getMetadata().getNamespace()), slice);
    }

    private static NamespaceFacts translate(AddressPolicy policy, Namespace namespace, EndpointSlice slice) {
        return new Translator(policy)
                .translate(new NamespaceObjects(
                        slice.getMetadata().getNamespace(),
                        namespace,
                        List.of(),
                        List.of(slice),
                        List.of(),
                        List.of()));
    }

    private static Namespace root(String name) {
        return namespace(name, "offshoot.dev/root");
    }

    private static Namespace namespace(String name, String label) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(label, "true")
                .endMetadata()
                .build();
    }
}

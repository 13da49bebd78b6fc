package dev.offshoot.spaceapi.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PodFact;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceSpec;
import dev.offshoot.spaceapi.SpaceOwner;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelSpec;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PodAndTunnelTranslationTest {
    private static final Translator TRANSLATOR = new Translator(AddressPolicy.CLUSTER);

    @ParameterizedTest
    @CsvSource({"offshoot.dev/parent, shop, true", "offshoot.dev/root, true, false", "app, x, false"})
    void onlyPodsOfChildSpacesAreCallers(String label, String value, boolean caller) {
        NamespaceFacts facts = translate(label, value, pod("Running", false, "10.0.0.2", "FD00::2"));
        assertThat(facts.pods())
                .isEqualTo(caller ? List.of(new PodFact("alice", "p", List.of("10.0.0.2", "fd00::2"))) : List.of());
        assertThat(facts.problems()).isEmpty();
    }

    @Test
    void podsWithoutAnAddressOfTheirOwnAreNoCallers() {
        assertThat(child(pod("Running", true, "192.168.1.4")).pods()).isEmpty();
        assertThat(child(pod("Pending", false)).pods()).isEmpty();
        assertThat(child(pod("Succeeded", false, "10.0.0.2")).pods()).isEmpty();
        assertThat(child(pod("Failed", false, "10.0.0.2")).pods()).isEmpty();
    }

    @Test
    void podIpStandsInForPodIps() {
        Pod pod = pod("Running", false);
        pod.getStatus().setPodIP("10.0.0.7");
        assertThat(child(pod).pods()).containsExactly(new PodFact("alice", "p", List.of("10.0.0.7")));
    }

    @Test
    void podWithNoAddressForAnAddressIsMalformed() {
        assertThat(child(pod("Running", false, "localhost")).problems())
                .singleElement()
                .hasToString("Pod alice/p: status.podIPs has \"localhost\", expected an IP address;"
                        + " the object is left out [malformed-object]");
    }

    @Test
    void tunnelIsAnOverride() {
        NamespaceFacts facts = tunnel(
                new TunnelSpec("orders", List.of(8080, 80, 80), "key", "alice@example.com", List.of("devs"), null));
        assertThat(facts.tunnels())
                .containsExactly(new TunnelFact(
                        "alice",
                        "t",
                        "u-1",
                        "orders",
                        List.of(80, 8080),
                        "key",
                        "alice@example.com",
                        List.of("devs"),
                        false,
                        true));
    }

    static Stream<Arguments> malformedTunnels() {
        return Stream.of(
                Arguments.of("spec is missing", null),
                Arguments.of("spec.service is missing", new TunnelSpec(null, List.of(80), "key", "a", null, null)),
                Arguments.of("spec.service is \"../x\"", new TunnelSpec("../x", List.of(80), "key", "a", null, null)),
                Arguments.of("spec.ports is empty", new TunnelSpec("orders", null, "key", "a", null, null)),
                Arguments.of(
                        "spec.ports[1] is 70000", new TunnelSpec("orders", List.of(80, 70000), "key", "a", null, null)),
                Arguments.of("spec.publicKey is missing", new TunnelSpec("orders", List.of(80), null, "a", null, null)),
                Arguments.of("spec.owner is missing", new TunnelSpec("orders", List.of(80), "key", null, null, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedTunnels")
    void malformedTunnelIsNoOverride(String text, TunnelSpec spec) {
        NamespaceFacts facts = tunnel(spec);
        assertThat(facts.tunnels()).isEmpty();
        assertThat(facts.problems())
                .singleElement()
                .extracting(Problem::text)
                .asString()
                .startsWith(text);
    }

    static Stream<Arguments> devSpaces() {
        SpaceOwner owner = new SpaceOwner(SpaceOwner.Kind.User, "alice", null);
        SpaceOwner system = new SpaceOwner(SpaceOwner.Kind.Group, "system:masters", null);
        return Stream.of(
                Arguments.of("alice", new DevSpaceSpec(true, null, null, null, null, null), null),
                Arguments.of("alice", new DevSpaceSpec(null, "shop", List.of("bob"), List.of(owner), null, null), null),
                Arguments.of("alice", new DevSpaceSpec(false, "shop", null, null, null, null), null),
                Arguments.of("alice", new DevSpaceSpec(null, null, null, null, null, null), "spec has neither"),
                Arguments.of("alice", new DevSpaceSpec(true, "shop", null, null, null, null), "spec has both"),
                Arguments.of("alice", new DevSpaceSpec(null, "alice", null, null, null, null), "spec.parent is"),
                Arguments.of(
                        "alice", new DevSpaceSpec(null, "shop", List.of("alice"), null, null, null), "spec.joins has"),
                Arguments.of(
                        "alice",
                        new DevSpaceSpec(null, "shop", null, List.of(system), null, null),
                        "spec.owners has \"system:masters\""),
                Arguments.of("alice", null, "spec is missing"),
                Arguments.of("a--b", new DevSpaceSpec(true, null, null, null, null, null), "metadata.name is"),
                Arguments.of("s", new DevSpaceSpec(true, null, null, null, null, null), "metadata.name is"),
                Arguments.of("xn1", new DevSpaceSpec(true, null, null, null, null, null), "metadata.name is"),
                Arguments.of("A.b", new DevSpaceSpec(true, null, null, null, null, null), "metadata.name is"));
    }

    @ParameterizedTest
    @MethodSource("devSpaces")
    void devSpaceIsHeldToItsSchema(String name, DevSpaceSpec spec, String problem) {
        DevSpace devSpace = new DevSpace();
        devSpace.setMetadata(new ObjectMetaBuilder().withName(name).build());
        devSpace.setSpec(spec);
        List<Problem> problems = TRANSLATOR.check(devSpace);
        assertThat(problems).hasSize(problem == null ? 0 : 1);
        assertThat(problems).allSatisfy(found -> assertThat(found.text()).startsWith(problem));
    }

    private static NamespaceFacts tunnel(TunnelSpec spec) {
        Tunnel tunnel = new Tunnel();
        tunnel.setMetadata(new ObjectMetaBuilder()
                .withNamespace("alice")
                .withName("t")
                .withUid("u-1")
                .build());
        tunnel.setSpec(spec);
        return TRANSLATOR.translate(
                new NamespaceObjects("alice", null, List.of(), List.of(), List.of(), List.of(tunnel)));
    }

    private static NamespaceFacts child(Pod pod) {
        return translate("offshoot.dev/parent", "shop", pod);
    }

    private static NamespaceFacts translate(String label, String value, Pod pod) {
        return TRANSLATOR.translate(new NamespaceObjects(
                "alice",
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("alice")
                        .addToLabels(label, value)
                        .endMetadata()
                        .build(),
                List.of(),
                List.of(),
                List.of(pod),
                List.of()));
    }

    private static Pod pod(String phase, boolean hostNetwork, String... ips) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("alice")
                .withName("p")
                .endMetadata()
                .withNewSpec()
                .withHostNetwork(hostNetwork)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .withPodIPs(Stream.of(ips).map(PodIP::new).toList())
                .endStatus()
                .build();
    }
}

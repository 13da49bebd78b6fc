package dev.offshoot.spaceapi.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.Exposure;
import dev.offshoot.routing.facts.Intercept;
import dev.offshoot.routing.facts.InterceptionFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.problem.Problem;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceTranslationTest {
    @Test
    void barePlainServiceHasDefaults() {
        assertThat(one(service(Map.of())))
                .isEqualTo(new ServiceFact(
                        new ServiceKey("shop", "web"),
                        "",
                        Instant.EPOCH,
                        ServiceKind.CLUSTER_IP,
                        List.of(new PortFact("", 80, Transport.TCP, null)),
                        Exposure.NONE,
                        0,
                        false,
                        false,
                        null,
                        null,
                        InterceptionFact.NONE));
    }

    @Test
    void everyAnnotationIsRead() {
        ServiceFact fact = one(service(Map.of(
                "offshoot.dev/expose", "http",
                "offshoot.dev/hosts", "Shop.Dev.Example.Com, api.dev.example.com,shop.dev.example.com",
                "offshoot.dev/entry", "true",
                "offshoot.dev/host", "original",
                "offshoot.dev/context-from-origin", "true",
                "offshoot.dev/intercept", "Always")));
        assertThat(fact.exposure())
                .isEqualTo(new Exposure(true, "http", List.of("shop.dev.example.com", "api.dev.example.com"), true));
        assertThat(fact.hostOriginal()).isTrue();
        assertThat(fact.contextFromOrigin()).isTrue();
        assertThat(fact.intercept()).isEqualTo(Intercept.ALWAYS);
    }

    @ParameterizedTest
    @CsvSource({"true, true,", "false, false,", "http, true, http", "8080, true, 8080", "65535, true, 65535"})
    void exposeIsTrueOrAPort(String value, boolean exposed, String port) {
        assertThat(one(service(Map.of("offshoot.dev/expose", value))).exposure())
                .isEqualTo(new Exposure(exposed, port, List.of(), false));
    }

    @ParameterizedTest
    @CsvSource({
        "offshoot.dev/expose, '', \"true\" or a port's name or number; the Service is not exposed by it",
        "offshoot.dev/expose, True, \"true\" or a port's name or number; the Service is not exposed by it",
        "offshoot.dev/expose, 0, \"true\" or a port's name or number; the Service is not exposed by it",
        "offshoot.dev/expose, 65536, \"true\" or a port's name or number; the Service is not exposed by it",
        "offshoot.dev/entry, yes, \"true\" or \"false\"; it is ignored",
        "offshoot.dev/host, prefixed, original; it is ignored",
        "offshoot.dev/context-from-origin, 1, \"true\" or \"false\"; it is ignored",
        "offshoot.dev/intercept, always, Always or Never or OnDemand; it is ignored",
    })
    void otherValueIsAProblemAndReadAsAbsent(String key, String value, String rest) {
        NamespaceFacts facts = translate(service(Map.of(key, value)));
        assertThat(facts.services()).containsExactly(one(service(Map.of())));
        assertThat(facts.problems().stream().map(Problem::toString))
                .containsExactly(
                        "Service shop/web: " + key + " is \"" + value + "\", expected " + rest + " [bad-value]");
    }

    @Test
    void identityAndShadowAreRead() {
        ServiceFact fact = one(new ServiceBuilder(service(Map.of()))
                .editMetadata()
                .withUid("u-1")
                .withCreationTimestamp("2026-01-31T12:00:00Z")
                .addToLabels("offshoot.dev/shadow-of", "orders")
                .endMetadata()
                .build());
        assertThat(fact.uid()).isEqualTo("u-1");
        assertThat(fact.created()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(fact.shadowOf()).isEqualTo("orders");
    }

    @ParameterizedTest
    @CsvSource({
        ", , CLUSTER_IP",
        "ClusterIP, None, HEADLESS",
        "NodePort, 10.0.0.1, CLUSTER_IP",
        "LoadBalancer, 10.0.0.1, CLUSTER_IP",
        "ExternalName, , EXTERNAL_NAME",
    })
    void kindComesFromTypeAndClusterIp(String type, String clusterIp, ServiceKind kind) {
        assertThat(one(edited(spec -> {
                            spec.getSpec().setType(type);
                            spec.getSpec().setClusterIP(clusterIp);
                        }))
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "None, , 0",
        ", , 0",
        "ClusterIP2, , -1",
        "ClientIP, , 10800",
        "ClientIP, 60, 60",
        "ClientIP, 0, -1",
        "ClientIP, 86401, -1"
    })
    void affinityHasKubernetesDefaultAndLimits(String affinity, Integer seconds, int expected) {
        NamespaceFacts facts = translate(new ServiceBuilder(service(Map.of()))
                .editSpec()
                .withSessionAffinity(affinity)
                .withNewSessionAffinityConfig()
                .withNewClientIP(seconds)
                .endSessionAffinityConfig()
                .endSpec()
                .build());
        assertThat(facts.services().stream().map(ServiceFact::affinitySeconds))
                .isEqualTo(expected < 0 ? List.of() : List.of(expected));
        assertThat(facts.problems()).hasSize(expected < 0 ? 1 : 0);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("spec is missing", edited(s -> s.setSpec(null))),
                Arguments.of("spec.type is \"Magic\"", edited(s -> s.getSpec().setType("Magic"))),
                Arguments.of(
                        "spec.ports[0].port is 0",
                        edited(s -> s.getSpec().getPorts().getFirst().setPort(0))),
                Arguments.of(
                        "spec.ports[0].port is missing",
                        edited(s -> s.getSpec().getPorts().getFirst().setPort(null))),
                Arguments.of(
                        "spec.ports[0].protocol is \"tcp\"",
                        edited(s -> s.getSpec().getPorts().getFirst().setProtocol("tcp"))),
                Arguments.of(
                        "spec.ports[1].name is \"\"",
                        edited(s -> s.getSpec()
                                .getPorts()
                                .add(new ServicePortBuilder().withPort(81).build()))),
                Arguments.of(
                        "spec.ports[1] is missing",
                        edited(s -> s.getSpec().getPorts().add(null))),
                Arguments.of(
                        "metadata.creationTimestamp is \"yesterday\"",
                        edited(s -> s.getMetadata().setCreationTimestamp("yesterday"))),
                Arguments.of(
                        "metadata.name is \"Web_1\"",
                        edited(s -> s.getMetadata().setName("Web_1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedServiceIsLeftOutAndTheOthersAreNot(String text, Service malformed) {
        Service good = new ServiceBuilder(service(Map.of()))
                .editMetadata()
                .withName("good")
                .endMetadata()
                .build();
        NamespaceFacts facts = translate(malformed, good);
        assertThat(facts.services()).extracting(fact -> fact.key().name()).containsExactly("good");
        assertThat(facts.problems())
                .singleElement()
                .extracting(Problem::text)
                .asString()
                .startsWith(text)
                .endsWith("; the object is left out");
    }

    @Test
    void whatOnlyStandsForATunnelIsNoServiceOfTheSpaceUntilSomebodyGivesItASelector() {
        Service made = edited(service -> service.getMetadata().setLabels(Map.of("offshoot.dev/tunnel", "web")));
        assertThat(translate(made).services()).isEmpty();
        made.getSpec().setSelector(Map.of("app", "web"));
        assertThat(translate(made).services()).hasSize(1);
    }

    @Test
    void orderOfObjectsDoesNotMatter() {
        Service a = new ServiceBuilder(service(Map.of()))
                .editMetadata()
                .withName("a")
                .endMetadata()
                .build();
        Service b = new ServiceBuilder(service(Map.of()))
                .editMetadata()
                .withName("b")
                .endMetadata()
                .build();
        assertThat(translate(a, b)).isEqualTo(translate(b, a));
    }

    private static Service edited(Consumer<Service> edit) {
        Service service = service(Map.of());
        edit.accept(service);
        return service;
    }

    private static Service service(Map<String, String> annotations) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }

    private static ServiceFact one(Service service) {
        NamespaceFacts facts = translate(service);
        assertThat(facts.problems()).isEmpty();
        return facts.services().getFirst();
    }

    private static NamespaceFacts translate(Service... services) {
        return new Translator(AddressPolicy.CLUSTER)
                .translate(new NamespaceObjects("shop", null, List.of(services), List.of(), List.of(), List.of()));
    }
}

package dev.offshoot.spaceapi.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.InterceptionFact;
import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterceptionTranslationTest {
    @Test
    void ourKeyIsNoPartOfTheUsersSelector() {
        InterceptionFact fact = fact(new ServiceBuilder()
                .withNewMetadata()
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "web", Names.INTERCEPTED, "true"))
                .withIpFamilies("IPv6", "IPv4")
                .withInternalTrafficPolicy("Local")
                .withExternalTrafficPolicy("Local")
                .withPublishNotReadyAddresses(true)
                .addNewPort()
                .withPort(80)
                .withNewTargetPort("http")
                .endPort()
                .endSpec()
                .build());

        assertThat(fact)
                .isEqualTo(new InterceptionFact(
                        Map.of("app", "web"),
                        true,
                        Map.of(80, "http"),
                        List.of(IpFamily.IPV6, IpFamily.IPV4),
                        true,
                        true,
                        true,
                        null,
                        null));
    }

    @Test
    void aShadowTellsWhatItRemembersAndAnUnreadableTimeIsLeftOut() {
        InterceptionFact fact = fact(new ServiceBuilder()
                .withNewMetadata()
                .withName("web-baseline")
                .addToLabels(Names.SHADOW_OF, "web")
                .addToAnnotations(Names.SINCE, "2026-01-31T12:00:00Z")
                .addToAnnotations(Names.REVERSALS, "2026-01-31T11:00:00Z,soon,2026-01-31T10:00:00Z")
                .addNewOwnerReference()
                .withKind("Service")
                .withUid("u1")
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build());

        assertThat(fact.shadow())
                .isEqualTo(new ShadowFact(
                        "u1",
                        Instant.parse("2026-01-31T12:00:00Z"),
                        null,
                        List.of(Instant.parse("2026-01-31T10:00:00Z"), Instant.parse("2026-01-31T11:00:00Z"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            service.beta.kubernetes.io/aws-load-balancer-nlb-target-type | ip | none | annotation service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
            service.beta.kubernetes.io/aws-load-balancer-nlb-target-type | instance | service.k8s.aws/nlb | none
            service.beta.kubernetes.io/aws-load-balancer-type | nlb-ip | none | annotation service.beta.kubernetes.io/aws-load-balancer-type: nlb-ip
            alb.ingress.kubernetes.io/target-type | ip | none | annotation alb.ingress.kubernetes.io/target-type: ip
            cloud.google.com/neg | {"ingress":true} | none | annotation cloud.google.com/neg
            other | value | service.k8s.aws/nlb | spec.loadBalancerClass: service.k8s.aws/nlb
            other | value | none | none
            """)
    void loadBalancersThatTargetPodsAreKnownByTheirMarks(String annotation, String value, String lbClass, String why) {
        InterceptionFact fact = fact(new ServiceBuilder()
                .withNewMetadata()
                .withName("web")
                .addToAnnotations(annotation, value)
                .endMetadata()
                .withNewSpec()
                .withLoadBalancerClass(lbClass)
                .endSpec()
                .build());

        assertThat(fact.podTargets()).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            none, finalizer service.k8s.aws/resources
            instance, none
            ip, annotation service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
            """)
    void theLoadBalancersFinalizerIsAMarkUnlessNodesAreItsTargets(String targetType, String why) {
        InterceptionFact fact = fact(new ServiceBuilder()
                .withNewMetadata()
                .withName("web")
                .withFinalizers("service.kubernetes.io/load-balancer-cleanup", "service.k8s.aws/resources")
                .withAnnotations(
                        targetType == null
                                ? Map.of()
                                : Map.of("service.beta.kubernetes.io/aws-load-balancer-nlb-target-type", targetType))
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build());

        assertThat(fact.podTargets()).isEqualTo(why);
    }

    private static InterceptionFact fact(Service service) {
        service.getMetadata().setNamespace("shop");
        return new Translator(AddressPolicy.CLUSTER)
                .translate(new NamespaceObjects(
                        "shop", null, new ArrayList<>(List.of(service)), List.of(), List.of(), List.of()))
                .services()
                .getFirst()
                .interception();
    }
}

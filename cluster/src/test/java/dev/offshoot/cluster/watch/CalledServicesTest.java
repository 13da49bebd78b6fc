package dev.offshoot.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which Services the objects that send calls past the spaces name, and how a change of them is told. */
class CalledServicesTest {
    private static final ServiceKey HOOK = new ServiceKey("ops", "hook");

    @Test
    void webhooksNameTheirServicesAndNoUrls() {
        String webhooks = """
                metadata: {name: hooks}
                webhooks:
                - name: a
                  clientConfig: {service: {namespace: ops, name: hook, path: /a}}
                - name: b
                  clientConfig: {url: "https://hooks.example.com"}
                - name: c
                  clientConfig: {service: {namespace: ops, name: other}}
                """;
        ServiceKey other = new ServiceKey("ops", "other");
        assertThat(CalledServices.of(Serialization.unmarshal(webhooks, ValidatingWebhookConfiguration.class)))
                .containsExactlyInAnyOrder(HOOK, other);
        assertThat(CalledServices.of(Serialization.unmarshal(webhooks, MutatingWebhookConfiguration.class)))
                .containsExactlyInAnyOrder(HOOK, other);
    }

    @Test
    void apiServicesNameTheirServicesUnlessTheApiServerItselfAnswers() {
        assertThat(CalledServices.of(Serialization.unmarshal(
                        "spec: {group: metrics.k8s.io, service: {namespace: ops, name: hook}}", APIService.class)))
                .containsExactly(HOOK);
        assertThat(CalledServices.of(Serialization.unmarshal("spec: {group: apps}", APIService.class)))
                .isEmpty();
    }

    @Test
    void customResourcesNameTheServiceThatConvertsThem() {
        assertThat(CalledServices.of(Serialization.unmarshal("""
                        spec:
                          conversion: {strategy: Webhook, webhook: {clientConfig: {service: {namespace: ops, name: hook}}}}
                        """, CustomResourceDefinition.class)))
                .containsExactly(HOOK);
        assertThat(CalledServices.of(Serialization.unmarshal(
                        "spec: {conversion: {strategy: None}}", CustomResourceDefinition.class)))
                .isEmpty();
    }

    @Test
    void targetGroupBindingsNameAServiceUnlessNodesAreTheirTargets() {
        assertThat(CalledServices.ofBinding(binding("targetType: ip"))).containsExactly(HOOK);
        assertThat(CalledServices.ofBinding(binding("vpcID: v"))).containsExactly(HOOK);
        assertThat(CalledServices.ofBinding(binding("targetType: instance"))).isEmpty();
    }

    @Test
    void aChangeIsToldWhereTheServicesDiffer() {
        List<String> told = new ArrayList<>();
        NamedServices<GenericKubernetesResource> named =
                new NamedServices<>(CalledServices::ofBinding, () -> told.add("changed"));
        Follower.Listing<GenericKubernetesResource> empty = named.list();
        assertThat(named.listed()).isFalse();
        empty.complete();
        assertThat(named.listed()).isTrue();
        assertThat(told).hasSize(1);

        named.take(binding("targetType: instance"), true);
        assertThat(told).hasSize(1);
        named.take(binding("targetType: ip"), true);
        assertThat(told).hasSize(2);
        assertThat(named.all()).containsExactly(HOOK);

        Follower.Listing<GenericKubernetesResource> cutOff = named.list();
        cutOff.add(binding("targetType: instance"));
        assertThat(named.all()).containsExactly(HOOK);

        named.take(binding("targetType: ip"), false);
        assertThat(told).hasSize(3);
        assertThat(named.all()).isEmpty();
    }

    private static GenericKubernetesResource binding(String spec) {
        return Serialization.unmarshal("""
                metadata: {namespace: ops, name: hook-tgb}
                spec: {serviceRef: {name: hook, port: 80}, %s}
                """.formatted(spec), GenericKubernetesResource.class);
    }
}

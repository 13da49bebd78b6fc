package dev.offshoot.cli.outbound;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a Service's Pods are made from.
 *
 * @param shown its kind and name, for messages
 * @param meta of the Pods
 * @param container the one that serves
 */
record Workload(String shown, ObjectMeta meta, Container container) {
    private record Candidate(String shown, ObjectMeta meta, PodSpec spec) {}

    /**
     * The Deployment, else the StatefulSet, else the Pod whose Pods the Service selects, the first by name; null where none is found.
     *
     * @param say is told what can't be read
     */
    static @Nullable Workload of(KubernetesClient client, Service service, Consumer<String> say) {
        Map<String, String> selector = new HashMap<>(service.getSpec().getSelector());
        selector.remove(Names.INTERCEPTED); // which no Pod carries
        String namespace = service.getMetadata().getNamespace();
        return Stream.<Supplier<List<Candidate>>>of(
                        () -> client.apps().deployments().inNamespace(namespace).list().getItems().stream()
                                .map(one -> candidate(
                                        "Deployment",
                                        one.getMetadata(),
                                        one.getSpec().getTemplate()))
                                .toList(),
                        () -> client.apps().statefulSets().inNamespace(namespace).list().getItems().stream()
                                .map(one -> candidate(
                                        "StatefulSet",
                                        one.getMetadata(),
                                        one.getSpec().getTemplate()))
                                .toList(),
                        () -> client.pods().inNamespace(namespace).list().getItems().stream()
                                .map(one -> new Candidate(
                                        "Pod " + one.getMetadata().getName(), one.getMetadata(), one.getSpec()))
                                .toList())
                .flatMap(kind -> readable(kind, say).stream())
                .filter(one -> Objects.requireNonNullElse(one.meta.getLabels(), Map.<String, String>of())
                        .entrySet()
                        .containsAll(selector.entrySet()))
                .findFirst()
                .map(one -> new Workload(one.shown, one.meta, serving(one.spec, service)))
                .orElse(null);
    }

    private static Candidate candidate(String kind, ObjectMeta meta, PodTemplateSpec template) {
        return new Candidate(
                kind + " " + meta.getName(),
                Objects.requireNonNullElse(template.getMetadata(), new ObjectMeta()),
                template.getSpec());
    }

    private static List<Candidate> readable(Supplier<List<Candidate>> kind, Consumer<String> say) {
        try {
            return kind.get();
        } catch (KubernetesClientException refused) {
            say.accept("--env-from-workload: " + Refusals.told(refused));
            return List.of();
        }
    }

    /** The one with the port that the Service leads to, else the first. */
    private static Container serving(PodSpec spec, Service service) {
        List<String> targets = service.getSpec().getPorts().stream()
                .map(ServicePort::getTargetPort)
                .filter(Objects::nonNull)
                .map(target -> String.valueOf(target.getValue()))
                .toList();
        return spec.getContainers().stream()
                .filter(container -> container.getPorts().stream()
                        .anyMatch(port -> targets.contains(String.valueOf(port.getContainerPort()))
                                || port.getName() != null && targets.contains(port.getName())))
                .findFirst()
                .orElse(spec.getContainers().getFirst());
    }
}

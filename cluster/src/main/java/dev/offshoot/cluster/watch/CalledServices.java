package dev.offshoot.cluster.watch;

import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ServiceReference;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.WebhookConversion;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Services that an object names; one that names a URL instead names none. */
final class CalledServices {
    private CalledServices() {}

    static Set<ServiceKey> of(ValidatingWebhookConfiguration configuration) {
        return of(configuration.getWebhooks().stream().map(hook -> hook.getClientConfig()));
    }

    static Set<ServiceKey> of(MutatingWebhookConfiguration configuration) {
        return of(configuration.getWebhooks().stream().map(hook -> hook.getClientConfig()));
    }

    private static Set<ServiceKey> of(Stream<WebhookClientConfig> clients) {
        return clients.map(CalledServices::service)
                .flatMap(Optional::stream)
                .map(service -> new ServiceKey(service.getNamespace(), service.getName()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<ServiceReference> service(@Nullable WebhookClientConfig client) {
        return Optional.ofNullable(client).map(WebhookClientConfig::getService);
    }

    static Set<ServiceKey> of(APIService api) {
        return Optional.ofNullable(api.getSpec())
                .map(spec -> spec.getService())
                .map(service -> Set.of(new ServiceKey(service.getNamespace(), service.getName())))
                .orElse(Set.of());
    }

    static Set<ServiceKey> of(CustomResourceDefinition definition) {
        return Optional.ofNullable(definition.getSpec().getConversion())
                .map(conversion -> conversion.getWebhook())
                .map(WebhookConversion::getClientConfig)
                .map(client -> client.getService())
                .map(service -> Set.of(new ServiceKey(service.getNamespace(), service.getName())))
                .orElse(Set.of());
    }

    /** Of AWS Load Balancer Controller's TargetGroupBinding, a Service of its namespace; without a target type it may be either. */
    static Set<ServiceKey> ofBinding(GenericKubernetesResource binding) {
        Object service = binding.get("spec", "serviceRef", "name");
        boolean toNodes = "instance".equals(binding.get("spec", "targetType"));
        return service == null || toNodes
                ? Set.of()
                : Set.of(new ServiceKey(binding.getMetadata().getNamespace(), service.toString()));
    }
}

package dev.offshoot.cli.outbound;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment that a Service's own container has, read with the caller's rights: its {@code envFrom}, then its {@code env}, as
 * kubelet does. What can't be had is told, in a sentence each, and left out.
 */
public final class WorkloadEnvironment {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([-._a-zA-Z][-._a-zA-Z0-9]*)\\)");
    private static final Pattern KEY = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, String> services;
    private final Consumer<String> say;
    private final Map<String, Map<String, String>> read = new HashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private WorkloadEnvironment(
            KubernetesClient client, String namespace, Map<String, String> services, Consumer<String> say) {
        this.client = client;
        this.namespace = namespace;
        this.services = services;
        this.say = say;
    }

    /**
     * Empty where the Service selects nothing that can be read.
     *
     * @param services the Services' variables, which values may refer to
     * @param say takes a line for a person
     */
    public static Map<String, String> of(
            KubernetesClient client, Service service, Map<String, String> services, Consumer<String> say) {
        Workload workload = Workload.of(client, service, say);
        String namespace = service.getMetadata().getNamespace();
        if (workload == null) {
            say.accept("--env-from-workload: no Deployment, StatefulSet or Pod of Service " + namespace + "/"
                    + service.getMetadata().getName() + " was found");
            return Map.of();
        }
        say.accept("environment of container " + workload.container().getName() + " of " + workload.shown()
                + " in namespace " + namespace);
        WorkloadEnvironment own = new WorkloadEnvironment(client, namespace, services, say);
        workload.container().getEnvFrom().forEach(own::addAll);
        workload.container().getEnv().forEach(one -> own.add(one, workload.meta()));
        return own.environment;
    }

    private void addAll(EnvFromSource source) {
        String prefix = Objects.requireNonNullElse(source.getPrefix(), "");
        Map<String, String> found = source.getConfigMapRef() != null
                ? configMap(
                        source.getConfigMapRef().getName(),
                        source.getConfigMapRef().getOptional())
                : source.getSecretRef() != null
                        ? secret(
                                source.getSecretRef().getName(),
                                source.getSecretRef().getOptional())
                        : Map.of();
        found.forEach((key, value) -> environment.put(prefix + key, value));
    }

    private void add(EnvVar variable, ObjectMeta meta) {
        String value = variable.getValueFrom() == null
                ? expanded(Objects.requireNonNullElse(variable.getValue(), ""))
                : from(variable.getName(), variable.getValueFrom(), meta);
        if (value != null) {
            environment.put(variable.getName(), value);
        }
    }

    /** As kubelet expands: {@code $(NAME)} of what stands before it, {@code $$} as {@code $}; what isn't known stays. */
    private String expanded(String value) {
        return REFERENCE.matcher(value).replaceAll(found -> {
            String name = found.group(1);
            String known = name == null ? "$" : environment.getOrDefault(name, services.get(name));
            return Matcher.quoteReplacement(known == null ? found.group() : known);
        });
    }

    private @Nullable String from(String name, EnvVarSource source, ObjectMeta meta) {
        if (source.getConfigMapKeyRef() != null) {
            var key = source.getConfigMapKeyRef();
            return of(
                    configMap(key.getName(), key.getOptional()),
                    key.getKey(),
                    "ConfigMap " + key.getName(),
                    name,
                    key.getOptional());
        }
        if (source.getSecretKeyRef() != null) {
            var key = source.getSecretKeyRef();
            return of(
                    secret(key.getName(), key.getOptional()),
                    key.getKey(),
                    "Secret " + key.getName(),
                    name,
                    key.getOptional());
        }
        String field =
                source.getFieldRef() == null ? null : source.getFieldRef().getFieldPath();
        String value = field == null ? null : field(field, meta);
        if (value == null) {
            say.accept("--env-from-workload: " + name + " is left out: "
                    + (field == null ? "a container's resources" : field) + " has no value outside a Pod");
        }
        return value;
    }

    private @Nullable String field(String path, ObjectMeta meta) {
        Matcher key = KEY.matcher(path);
        if (key.matches()) {
            Map<String, String> values = key.group(1).equals("labels") ? meta.getLabels() : meta.getAnnotations();
            return values == null ? "" : values.getOrDefault(key.group(2), "");
        }
        return path.equals("metadata.namespace") ? namespace : null;
    }

    private @Nullable String of(
            Map<String, String> values, String key, String object, String name, @Nullable Boolean optional) {
        String value = values.get(key);
        if (value == null && !Boolean.TRUE.equals(optional)) {
            say.accept("--env-from-workload: " + name + " is left out: key " + key + " of " + object + " in namespace "
                    + namespace + " couldn't be read");
        }
        return value;
    }

    private Map<String, String> configMap(String name, @Nullable Boolean optional) {
        return once("ConfigMap " + name, optional, () -> {
            ConfigMap found =
                    client.configMaps().inNamespace(namespace).withName(name).get();
            return found == null ? null : Objects.requireNonNullElse(found.getData(), Map.of());
        });
    }

    private Map<String, String> secret(String name, @Nullable Boolean optional) {
        return once("Secret " + name, optional, () -> {
            Secret found =
                    client.secrets().inNamespace(namespace).withName(name).get();
            if (found == null) {
                return null;
            }
            Map<String, String> values = new HashMap<>();
            Objects.requireNonNullElse(found.getData(), Map.<String, String>of())
                    .forEach((key, value) ->
                            values.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
            return values;
        });
    }

    private Map<String, String> once(
            String object, @Nullable Boolean optional, Supplier<@Nullable Map<String, String>> reading) {
        Map<String, String> known = read.get(object);
        if (known == null) {
            known = tried(object, Boolean.TRUE.equals(optional), reading);
            read.put(object, known);
        }
        return known;
    }

    private Map<String, String> tried(
            String object, boolean optional, Supplier<@Nullable Map<String, String>> reading) {
        try {
            Map<String, String> found = reading.get();
            if (found == null && !optional) {
                say.accept("--env-from-workload: " + object + " isn't there in namespace " + namespace);
            }
            return found == null ? Map.of() : found;
        } catch (KubernetesClientException refused) {
            say.accept("--env-from-workload: " + Refusals.told(refused));
            return Map.of();
        }
    }
}

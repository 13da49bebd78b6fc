package dev.offshoot.cli.connect;

import dev.offshoot.routing.host.NearestNames;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Services that a space's calls find, asked with the caller's own rights. */
public final class SpaceServices {
    private final KubernetesClient client;
    private final String space;

    public SpaceServices(KubernetesClient client, String space) {
        this.client = client;
        this.space = space;
    }

    /**
     * The nearest one of that name in the space's lineage.
     *
     * @throws IllegalArgumentException where the space or the Service isn't there, with those that it may have been meant as
     * @throws KubernetesClientException where the API server refuses or can't be reached
     */
    public Service find(String name) {
        List<String> others = new ArrayList<>();
        for (String namespace : lineage()) {
            Service found =
                    client.services().inNamespace(namespace).withName(name).get();
            if (found != null) {
                return found;
            }
            client.services().inNamespace(namespace).list().getItems().stream()
                    .filter(service -> !labels(service).containsKey(Names.SHADOW_OF))
                    .forEach(service -> others.add(service.getMetadata().getName()));
        }
        throw new IllegalArgumentException("'" + name + "' is no Service that space " + space + " finds ("
                + meant(name, others, "offshoot routes " + space) + ")");
    }

    /**
     * Those that a Pod of the space can call by their names and that have an address: the nearest of each name, sorted by name.
     *
     * @throws IllegalArgumentException where the space isn't there
     * @throws KubernetesClientException where the API server refuses or can't be reached
     */
    public List<Service> visible() {
        Map<String, Service> nearest = new TreeMap<>();
        for (String namespace : lineage()) {
            client.services().inNamespace(namespace).list().getItems().stream()
                    .filter(service -> !labels(service).containsKey(Names.SHADOW_OF))
                    .forEach(
                            service -> nearest.putIfAbsent(service.getMetadata().getName(), service));
        }
        return nearest.values().stream().filter(SpaceServices::hasAddress).toList();
    }

    /** As Kubernetes' own variables, not for headless ones, which the gateway can't forward to either. */
    private static boolean hasAddress(Service service) {
        String address = service.getSpec().getClusterIP();
        return address != null && !address.isEmpty() && !address.equals("None");
    }

    /**
     * The nearest one of that name with a selector: its Pods are what a local process stands for; null where none has one.
     *
     * @throws KubernetesClientException where the API server refuses or can't be reached
     */
    public @Nullable Service replaced(String name) {
        return lineage().stream()
                .map(namespace ->
                        client.services().inNamespace(namespace).withName(name).get())
                .filter(service -> service != null
                        && service.getSpec().getSelector() != null
                        && !service.getSpec().getSelector().isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** The controller's word, else what the labels say as far as they can be read. */
    private List<String> lineage() {
        Namespace namespace = namespace(space);
        if (!isSpace(namespace)) {
            throw new IllegalArgumentException("namespace " + space + " is no space (expected: label " + Names.PARENT
                    + ", or a DevSpace; offshoot spaces lists them)");
        }
        Map<String, String> annotations =
                Objects.requireNonNullElse(namespace.getMetadata().getAnnotations(), Map.of());
        String written = annotations.get(Names.LINEAGE);
        if (written != null) {
            return List.of(written.split(","));
        }
        List<String> lineage = new ArrayList<>();
        for (Namespace at = namespace; !lineage.contains(at.getMetadata().getName()); ) {
            lineage.add(at.getMetadata().getName());
            String parent = labels(at).get(Names.PARENT);
            if (parent == null) {
                break;
            }
            at = namespace(parent);
        }
        return lineage;
    }

    private Namespace namespace(String name) {
        Namespace found = client.namespaces().withName(name).get();
        if (found != null) {
            return found;
        }
        List<String> names = client.namespaces().list().getItems().stream()
                .filter(SpaceServices::isSpace)
                .map(one -> one.getMetadata().getName())
                .toList();
        throw new IllegalArgumentException(
                "'" + name + "' is no space (" + meant(name, names, "offshoot spaces") + ")");
    }

    private static String meant(String name, List<String> names, String command) {
        List<String> nearest = NearestNames.of(name, names);
        return nearest.isEmpty()
                ? "expected: one of the " + names.size() + " that " + command + " lists"
                : "did you mean " + String.join(", ", nearest) + "?";
    }

    /** By its labels, whatever they say. */
    static boolean isSpace(Namespace namespace) {
        return labels(namespace).containsKey(Names.PARENT) || labels(namespace).containsKey(Names.ROOT);
    }

    private static Map<String, String> labels(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    }
}

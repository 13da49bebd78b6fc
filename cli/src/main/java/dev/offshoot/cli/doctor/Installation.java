package dev.offshoot.cli.doctor;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether gateways and controllers run, in which version, and what they intercept. */
final class Installation {
    private static final String NAME = "app.kubernetes.io/name";
    private static final Pattern VERSION = Pattern.compile(":v?(\\d+\\.\\d+\\.\\d+[-.\\w]*)(@.*)?$");

    private final KubernetesClient client;
    private final String namespace;

    Installation(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    Finding gateway() {
        return pods("gateway", "Without one no URL is served, and no tunnel.");
    }

    Finding controller() {
        return pods("controller", "Without one nothing that changes is intercepted or let go.");
    }

    /** @param consequence of none being ready */
    private Finding pods(String part, String consequence) {
        List<Pod> pods = list(part);
        if (pods.isEmpty()) {
            return Finding.problem(
                    part,
                    "no " + part + " runs in namespace " + namespace + " (label " + NAME + "=offshoot-" + part + ")",
                    "Install Offshoot (docs/install.md), or name its namespace with --gateway-namespace.");
        }
        List<Pod> waiting =
                pods.stream().filter(pod -> !Readiness.isPodReady(pod)).toList();
        String count = pods.size() - waiting.size() + " of " + pods.size() + " Pods are ready";
        if (waiting.isEmpty()) {
            return Finding.ok(part, count);
        }
        String first = waiting.getFirst().getMetadata().getName();
        String text = count + "; " + first + ": " + why(waiting.getFirst());
        String next = "See kubectl -n " + namespace + " describe pod " + first + ".";
        return waiting.size() < pods.size()
                ? Finding.warning(part, text, next)
                : Finding.problem(part, text, next + " " + consequence);
    }

    private static String why(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getWaiting() != null)
                .map(state -> String.valueOf(state.getWaiting().getReason()))
                .findFirst()
                .orElse("phase " + pod.getStatus().getPhase());
    }

    private List<Pod> list(String part) {
        return client.pods().inNamespace(namespace).withLabel(NAME, "offshoot-" + part).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** @param own this program's; null where it doesn't know */
    Finding versions(@Nullable String own) {
        Set<String> images = new TreeSet<>();
        for (String part : List.of("gateway", "controller")) {
            list(part).stream()
                    .flatMap(pod -> pod.getSpec().getContainers().stream())
                    .filter(container -> part.equals(container.getName()))
                    .map(Container::getImage)
                    .forEach(images::add);
        }
        Set<String> versions = new TreeSet<>();
        for (String image : images) {
            Matcher version = VERSION.matcher(String.valueOf(image));
            if (version.find()) {
                versions.add(version.group(1));
            }
        }
        return compared(own, images, versions);
    }

    private static Finding compared(@Nullable String own, Set<String> images, Set<String> versions) {
        if (versions.isEmpty() || own == null) {
            return Finding.ok(
                    "version",
                    "can't be compared: this is " + own + ", and the images are " + String.join(", ", images));
        }
        String release = own.replace("-SNAPSHOT", "");
        if (versions.equals(Set.of(release))) {
            return Finding.ok("version", "gateway, controller and this program are " + release);
        }
        return Finding.warning(
                "version",
                "this program is " + own + ", gateway and controller are " + String.join(" and ", versions),
                "Use versions that belong together: upgrade the older ones.");
    }

    Finding interceptions() {
        List<Service> shadows = client.services().inAnyNamespace().withLabel(Names.SHADOW_OF).list().getItems().stream()
                .filter(shadow -> shadow.getMetadata().getAnnotations() != null
                        && shadow.getMetadata().getAnnotations().containsKey(Names.SINCE))
                .toList();
        if (shadows.isEmpty()) {
            return Finding.ok("interception", "no Service is intercepted just now");
        }
        String list = shadows.stream()
                .map(shadow -> shadow.getMetadata().getNamespace() + "/"
                        + Objects.requireNonNull(shadow.getMetadata().getLabels())
                                .get(Names.SHADOW_OF) + " since "
                        + shadow.getMetadata().getAnnotations().get(Names.SINCE))
                .sorted()
                .collect(Collectors.joining(", "));
        return new Finding(
                "interception",
                Finding.State.OK,
                "intercepted: " + list,
                "Connections that are older go past the gateway; offshoot flush SERVICE -n NAMESPACE ends them.");
    }
}

package dev.offshoot.cli.connect;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway's URL listener can be reached: at its own URL, or through a port-forward to one of its Pods. Closing it ends the
 * port-forward, and with it what passes there.
 */
public final class WayToGateway implements Closeable {
    private static final String LABEL = "app.kubernetes.io/name";
    private static final String GATEWAY = "offshoot-gateway";

    private final URI uri;
    private final String shown;
    private final @Nullable LocalPortForward forward;

    private WayToGateway(URI uri, String shown, @Nullable LocalPortForward forward) {
        this.uri = uri;
        this.shown = shown;
        this.forward = forward;
    }

    public static WayToGateway at(URI gateway) {
        return new WayToGateway(gateway, gateway.toString(), null);
    }

    /**
     * Through a ready gateway Pod, any of them.
     *
     * @throws ConnectFailed where there is none
     * @throws KubernetesClientException where the API server refuses or can't be reached
     */
    public static WayToGateway through(KubernetesClient client, String namespace) {
        List<Pod> ready = client.pods().inNamespace(namespace).withLabel(LABEL, GATEWAY).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(pod))
                .toList();
        if (ready.isEmpty()) {
            throw new ConnectFailed("No gateway Pod is ready in namespace " + namespace + " (label " + LABEL + "="
                    + GATEWAY + "); name its namespace with --gateway-namespace, or its URL with --gateway.");
        }
        Pod pod = ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
        String name = pod.getMetadata().getName();
        LocalPortForward forward = client.pods()
                .inNamespace(namespace)
                .withName(name)
                .portForward(port(pod), InetAddress.getLoopbackAddress(), 0);
        return new WayToGateway(
                URI.create("http://127.0.0.1:" + forward.getLocalPort()), "Pod " + namespace + "/" + name, forward);
    }

    private static int port(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> "http".equals(port.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(8080);
    }

    public URI uri() {
        return uri;
    }

    /** For messages. */
    public String shown() {
        return shown;
    }

    @Override
    public void close() throws IOException {
        if (forward != null) {
            forward.close();
        }
    }
}

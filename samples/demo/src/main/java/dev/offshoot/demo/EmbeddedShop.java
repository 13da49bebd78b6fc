package dev.offshoot.demo;

import dev.offshoot.shop.RunningService;
import dev.offshoot.shop.Shop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The shop's services of every space, on loopback ports of this JVM. They call each other at the ports where the gateway listens
 * for the root space's Services, as they would call ClusterIPs in a cluster.
 */
final class EmbeddedShop implements AutoCloseable {
    private final List<Manifest> manifests;
    private final Map<Workload, Integer> listeners = new LinkedHashMap<>();
    private final Map<Workload, RunningService> running = new LinkedHashMap<>();

    /** @param listeners takes the ports at which the gateway shall listen for the root space's Services */
    EmbeddedShop(List<Manifest> manifests, Ports listeners) {
        this.manifests = List.copyOf(manifests);
        for (Workload workload : manifests.getFirst().workloads()) {
            this.listeners.put(workload, listeners.any());
        }
    }

    /** @param publicUrl where the gateway serves the shop, such as {@code http://shop.localhost:8080} */
    void start(String publicUrl, String links) throws IOException {
        Map<String, String> wiring = wiring();
        wiring.put("PUBLIC_URL", publicUrl);
        wiring.put("SHOP_LINKS", links);
        for (Manifest manifest : manifests) {
            for (Workload workload : manifest.workloads()) {
                Map<String, String> environment = new HashMap<>(workload.environment());
                environment.putAll(wiring);
                environment.put("POD_NAMESPACE", workload.space());
                running.put(workload, Shop.start(workload.service(), environment));
            }
        }
    }

    /** The manifests as they are, and one file with the EndpointSlices that Kubernetes and the space controller would add. */
    void writeTo(ObjectFolder folder) throws IOException {
        StringBuilder slices =
                new StringBuilder("# Where the demo's services and the gateway listen; made anew at each start.\n");
        running.forEach((workload, service) -> slices.append(Slices.endpoint(workload, service.port())));
        listeners.forEach((workload, port) -> slices.append(Slices.interception(workload, port)));
        for (Manifest manifest : manifests) {
            folder.write(manifest.space() + ".yaml", manifest.text());
        }
        folder.write("endpoints.yaml", slices.toString());
    }

    @Override
    public void close() {
        List<RunningService> last = new ArrayList<>(running.values());
        last.reversed().forEach(RunningService::close);
    }

    private Map<String, String> wiring() {
        Map<String, String> wiring = new HashMap<>();
        wiring.put("BIND_ADDRESS", "127.0.0.1");
        wiring.put("PORT", "0");
        wiring.put("HEALTH_PORT", "0");
        listeners.forEach((workload, port) -> {
            String name = workload.service().toUpperCase(Locale.ROOT);
            wiring.put(name + "_URL", "http://127.0.0.1:" + port);
            wiring.put(name + "_ADDRESS", "127.0.0.1:" + port);
        });
        return wiring;
    }
}

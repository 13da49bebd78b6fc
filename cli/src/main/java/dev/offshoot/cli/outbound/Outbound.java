package dev.offshoot.cli.outbound;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Local ports for a space's Services, kept up as Services come. One that goes keeps its port, where the gateway says that it is gone.
 * {@link #environment} comes first, then {@link #follow}, by one thread.
 */
public final class Outbound implements AutoCloseable {
    private static final int LOOK_SECONDS = 10;

    private final LocalListeners listeners;
    private final Supplier<List<Service>> services;
    private final Consumer<String> say;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("space-services").factory());

    /**
     * @param services those that the space finds, asked now and again; it may wait and fail as fabric8's client does
     * @param say takes a line for a person
     */
    public Outbound(LocalListeners listeners, Supplier<List<Service>> services, Consumer<String> say) {
        this.listeners = listeners;
        this.services = services;
        this.say = say;
    }

    /**
     * Opens a port for each port of each Service: the variables that name them, sorted.
     *
     * @throws IllegalStateException where none is free
     */
    public Map<String, String> environment(List<Service> known) {
        Map<String, String> environment = new TreeMap<>();
        for (Service service : known) {
            Map<Integer, Integer> local = new TreeMap<>();
            for (ServicePort port : ServiceVariables.ports(service)) {
                local.put(port.getPort(), listeners.open(service.getMetadata().getName(), port.getPort()));
            }
            environment.putAll(ServiceVariables.of(service, LocalListeners.HOST, local));
        }
        return environment;
    }

    /** Opens ports for Services that are new from now on, and says which. */
    public void follow() {
        looking.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            services.get().forEach(this::add);
        } catch (KubernetesClientException | IllegalArgumentException unreachable) {
            return; // the renewal says so, and ends it where the space is gone
        } catch (IllegalStateException none) {
            say.accept(String.valueOf(none.getMessage()));
        }
    }

    private void add(Service service) {
        String name = service.getMetadata().getName();
        for (ServicePort port : ServiceVariables.ports(service)) {
            if (!listeners.isOpen(name, port.getPort())) {
                say.accept(name + ":" + port.getPort() + " is new; it is " + LocalListeners.HOST + ":"
                        + listeners.open(name, port.getPort()) + " here");
            }
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}

package dev.offshoot.cluster.watch;

import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Services that are called by what isn't a Pod of a space, and so are never intercepted: those that the API server itself calls
 * (admission webhooks, aggregated APIs, conversions of custom resources), since a gateway that needs the API server must not stand
 * before it; and those whose Pods a load balancer sends to by AWS' TargetGroupBindings. Followed from {@link #start} until closed;
 * reads only: list and watch. Of each object no more than the named Services is kept. For any thread.
 *
 * <p>For a control loop: {@code start(loop::again)} beside the {@link ClusterSource}; no plan while {@link #complete} is false; then
 * {@link #calledByApiServer} and {@link #boundToPods} answer at once.
 */
public final class OutsideCallers implements AutoCloseable {
    private static final ResourceDefinitionContext TARGET_GROUP_BINDINGS = new ResourceDefinitionContext.Builder()
            .withGroup("elbv2.k8s.aws")
            .withVersion("v1beta1")
            .withKind("TargetGroupBinding")
            .withPlural("targetgroupbindings")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;
    private final WatchTimes times;
    private final List<Thread> threads = new ArrayList<>();
    private final List<NamedServices<?>> byApiServer = new ArrayList<>();
    private final List<NamedServices<?>> byLoadBalancer = new ArrayList<>();

    /** @param client stays the caller's */
    public OutsideCallers(KubernetesClient client, WatchTimes times) {
        this.client = client;
        this.times = times;
    }

    /**
     * Begins, on daemon threads; never fails for an API server that isn't there.
     *
     * @param changed called where the first complete sets are known and where one differs, by any of those threads; must return soon
     */
    public synchronized void start(Runnable changed) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("these callers are followed already (expected one call)");
        }
        follow(byApiServer, ValidatingWebhookConfiguration.class, CalledServices::of, changed);
        follow(byApiServer, MutatingWebhookConfiguration.class, CalledServices::of, changed);
        follow(byApiServer, APIService.class, CalledServices::of, changed);
        follow(byApiServer, CustomResourceDefinition.class, CalledServices::of, changed);
        follow(
                byLoadBalancer,
                "TargetGroupBinding",
                () -> client.genericKubernetesResources(TARGET_GROUP_BINDINGS).inAnyNamespace(),
                CalledServices::ofBinding,
                changed);
        threads.forEach(Thread::start);
    }

    private <T extends HasMetadata> void follow(
            List<NamedServices<?>> group, Class<T> type, Function<T, Set<ServiceKey>> named, Runnable changed) {
        follow(group, type.getSimpleName(), () -> client.resources(type).inAnyNamespace(), named, changed);
    }

    private <T extends HasMetadata> void follow(
            List<NamedServices<?>> group,
            String kind,
            Supplier<AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?>> resources,
            Function<T, Set<ServiceKey>> named,
            Runnable changed) {
        NamedServices<T> services = new NamedServices<>(named, changed);
        group.add(services);
        Thread thread = new Thread(new Reflector<>(kind, true, resources, services, times), "offshoot-watch-" + kind);
        thread.setDaemon(true);
        threads.add(thread);
    }

    /** Whether every kind was listed once, as far as the cluster has it. */
    public synchronized boolean complete() {
        return !threads.isEmpty()
                && byApiServer.stream().allMatch(NamedServices::listed)
                && byLoadBalancer.stream().allMatch(NamedServices::listed);
    }

    /** Services of webhooks, APIServices and conversions, whether they are there or not. */
    public synchronized Set<ServiceKey> calledByApiServer() {
        return all(byApiServer);
    }

    /** Services that TargetGroupBindings of target type {@code ip} name. */
    public synchronized Set<ServiceKey> boundToPods() {
        return all(byLoadBalancer);
    }

    private static Set<ServiceKey> all(Collection<NamedServices<?>> group) {
        TreeSet<ServiceKey> all = new TreeSet<>();
        group.forEach(services -> all.addAll(services.all()));
        return all;
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
    }
}

package dev.offshoot.gateway.tunnel;

import dev.offshoot.gateway.source.ApiServer;
import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Asks Kubernetes what users may (SubjectAccessReview). Where the objects are files there is nobody to ask, and whoever wrote the Tunnel
 * there has allowed all.
 */
final class AccessReviews implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WAITING = 256;

    private final @Nullable KubernetesClient client;
    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, WAITING, "access-reviews");

    AccessReviews(ApiServer api) {
        this.client = api.client();
    }

    /** Whether a user may {@code get} a Service's subresource {@code proxy}; fails where that can't be asked. */
    Mono<Boolean> mayProxy(String user, List<String> groups, ServiceKey service) {
        KubernetesClient api = client;
        return api == null
                ? Mono.just(true)
                : Mono.fromCallable(() -> review(api, user, groups, service)).subscribeOn(threads);
    }

    private static boolean review(KubernetesClient api, String user, List<String> groups, ServiceKey service) {
        SubjectAccessReview review = api.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user)
                        .withGroups(groups)
                        .withNewResourceAttributes()
                        .withVerb("get")
                        .withResource("services")
                        .withSubresource("proxy")
                        .withNamespace(service.namespace())
                        .withName(service.name())
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    @Override
    public void close() {
        threads.dispose();
    }
}

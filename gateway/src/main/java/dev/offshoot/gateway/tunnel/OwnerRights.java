package dev.offshoot.gateway.tunnel;

import dev.offshoot.gateway.listen.LocalCaller;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.TunnelFact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Which Services the process of one tunnel may call: those that Kubernetes lets its owner reach through the API server, by the verb
 * {@code get} on {@code services/proxy}. Kubernetes' answer holds for a while; without one the call is refused. From any thread.
 */
final class OwnerRights implements LocalCaller {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerRights.class);
    private static final Duration HOLDS = Duration.ofSeconds(30);
    private static final int MOST = 1000;

    private final TunnelFact tunnel;
    private final AccessReviews reviews;
    private final TunnelMeters meters;
    private final Map<ServiceKey, Mono<Refuse>> answers = new ConcurrentHashMap<>();

    OwnerRights(TunnelFact tunnel, AccessReviews reviews, TunnelMeters meters) {
        this.tunnel = tunnel;
        this.reviews = reviews;
        this.meters = meters;
    }

    @Override
    public String space() {
        return tunnel.namespace();
    }

    @Override
    public Mono<Refuse> refusal(ServiceKey service) {
        if (answers.size() >= MOST) {
            answers.clear();
        }
        return answers.computeIfAbsent(service, this::ask)
                .onErrorResume(unknown -> Mono.just(unknown(service, unknown)));
    }

    private Mono<Refuse> ask(ServiceKey service) {
        return reviews.mayProxy(tunnel.owner(), tunnel.groups(), service)
                .flatMap(may -> may ? Mono.<Refuse>empty() : Mono.fromSupplier(() -> forbidden(service)))
                .cache(refused -> HOLDS, failed -> Duration.ZERO, () -> HOLDS);
    }

    private Refuse forbidden(ServiceKey service) {
        meters.callsRefused().increment();
        String why = "User " + tunnel.owner() + " cannot get resource services/proxy \"" + service.name()
                + "\" in namespace " + service.namespace() + ", which the local process of Tunnel "
                + tunnel.namespace() + "/" + tunnel.name() + " needs to call it";
        LOG.info("{}", why);
        return new Refuse(ErrorCode.FORBIDDEN, why, tunnel.namespace(), service.toString(), List.of());
    }

    private Refuse unknown(ServiceKey service, Throwable why) {
        LOG.warn("Whether {} may call {} can't be asked: {}", tunnel.owner(), service, why.getMessage());
        return new Refuse(
                ErrorCode.NOT_READY,
                "whether user " + tunnel.owner() + " may get services/proxy of " + service
                        + " can't be asked of Kubernetes now",
                tunnel.namespace(),
                service.toString(),
                List.of());
    }
}

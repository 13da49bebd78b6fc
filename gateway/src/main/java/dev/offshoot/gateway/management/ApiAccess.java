package dev.offshoot.gateway.management;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Who may read the management API: callers on the gateway's own machine; others with a Kubernetes token whose owner may
 * {@code get} the non-resource URL {@code /offshoot.dev/api/…}. That isn't the path itself, since Kubernetes lets everybody get
 * {@code /api/*} (ClusterRole system:discovery). Tokens have an audience of their own, so that those shown here open nothing else.
 */
final class ApiAccess {
    static final String AUDIENCE = "gateway.offshoot.dev";
    private static final String PREFIX = "/offshoot.dev";
    private static final String BEARER = "Bearer ";
    private static final int REVIEWERS = 4;
    private static final int WAITING = 64;
    private static final Logger LOG = LoggerFactory.getLogger(ApiAccess.class);

    private final @Nullable KubernetesClient client;
    private final Scheduler reviewers = Schedulers.newBoundedElastic(REVIEWERS, WAITING, "api-access");

    /** @param client null where no API server could be asked */
    ApiAccess(@Nullable KubernetesClient client) {
        this.client = client;
    }

    Mono<ServerResponse> filter(ServerRequest request, HandlerFunction<ServerResponse> next) {
        if (isLocal(request)) {
            return next.handle(request);
        }
        KubernetesClient api = client;
        if (api == null) {
            return refuse(403, "caller: " + caller(request) + " (expected: a loopback address)");
        }
        String token = token(request);
        if (token == null) {
            return refuse(401, "no token is shown (expected: a bearer token of audience " + AUDIENCE + ")");
        }
        return Mono.fromCallable(() -> review(api, token, request.path()))
                .subscribeOn(reviewers)
                .flatMap(verdict ->
                        verdict.status == 200 ? next.handle(request) : refuse(verdict.status, verdict.detail))
                .onErrorResume(
                        RejectedExecutionException.class, full -> refuse(503, "too many callers are checked now"));
    }

    void close() {
        reviewers.dispose();
    }

    private record Verdict(int status, String detail) {}

    private static Verdict review(KubernetesClient api, String token, String path) {
        try {
            UserInfo user = user(api, token);
            if (user == null) {
                return new Verdict(401, "the token isn't valid (expected: one of audience " + AUDIENCE + ")");
            }
            if (!mayGet(api, user, PREFIX + path)) {
                return new Verdict(
                        403,
                        "user: " + user.getUsername() + " (expected: one who may get the non-resource URL " + PREFIX
                                + path + ")");
            }
            return new Verdict(200, "");
        } catch (KubernetesClientException away) {
            LOG.warn("A caller of {} can't be checked: {}", path, away.getMessage());
            return new Verdict(503, "the token can't be checked now");
        }
    }

    private static @Nullable UserInfo user(KubernetesClient api, String token) {
        TokenReview review = api.tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(AUDIENCE)
                        .endSpec()
                        .build());
        boolean valid = review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAuthenticated())
                && review.getStatus().getAudiences().contains(AUDIENCE);
        return valid ? review.getStatus().getUser() : null;
    }

    private static boolean mayGet(KubernetesClient api, UserInfo user, String url) {
        SubjectAccessReview review = api.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user.getUsername())
                        .withUid(user.getUid())
                        .withGroups(Objects.requireNonNullElse(user.getGroups(), List.of()))
                        .withExtra(user.getExtra())
                        .withNewNonResourceAttributes()
                        .withPath(url)
                        .withVerb("get")
                        .endNonResourceAttributes()
                        .endSpec()
                        .build());
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    private static boolean isLocal(ServerRequest request) {
        return request.remoteAddress()
                .map(InetSocketAddress::getAddress)
                .filter(address -> address.isLoopbackAddress())
                .isPresent();
    }

    private static String caller(ServerRequest request) {
        return request.remoteAddress().map(InetSocketAddress::toString).orElse("unknown");
    }

    private static @Nullable String token(ServerRequest request) {
        String shown = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        return shown != null
                        && shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        && !shown.substring(BEARER.length()).isBlank()
                ? shown.substring(BEARER.length()).strip()
                : null;
    }

    private static Mono<ServerResponse> refuse(int status, String detail) {
        ServerResponse.BodyBuilder answer =
                ServerResponse.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, BEARER.strip());
        }
        return answer.bodyValue(Map.of("status", status, "detail", detail));
    }
}

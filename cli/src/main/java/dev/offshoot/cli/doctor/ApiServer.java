package dev.offshoot.cli.doctor;

import dev.offshoot.cli.connect.Caller;
import dev.offshoot.cli.connect.Unreachable;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the API server answers, for whom it takes the caller, what time it has, and whether it knows our kinds. */
final class ApiServer {
    private static final long ANSWER_SECONDS = 10;

    /** HTTP dates are whole seconds, and the answer takes its time. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private @Nullable HttpResponse<String> version;

    ApiServer(KubernetesClient client) {
        this.client = client;
    }

    /** To be asked first. */
    Finding answers() throws InterruptedException {
        String server = client.getMasterUrl().toString();
        String check = "api-server";
        try {
            HttpResponse<String> answer = client.getHttpClient()
                    .sendAsync(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(server + "version")
                                    .build(),
                            String.class)
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            version = answer;
            if (answer.code() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                return Finding.problem(
                        check,
                        server + " doesn't accept your login: it may have expired",
                        "Log in again as you did for this kubeconfig, and choose the context with --context.");
            }
            if (answer.code() != HttpURLConnection.HTTP_OK) {
                return Finding.problem(
                        check,
                        server + " answers " + answer.code() + " when it is asked for its version",
                        "Check that the kubeconfig's cluster names an API server; --context chooses another one.");
            }
            return Finding.ok(check, server + " answers: Kubernetes " + gitVersion(answer.body()));
        } catch (ExecutionException failed) {
            return unreachable(server, failed);
        } catch (TimeoutException silent) {
            return unreachable(server, new TimeoutException("no answer within " + ANSWER_SECONDS + " s"));
        }
    }

    private static Finding unreachable(String server, Throwable failure) {
        return Finding.problem(
                "api-server",
                server + " can't be reached (" + Unreachable.why(failure) + ")",
                "Check VPN and network, and that the cluster is there; --context chooses another one.");
    }

    private static String gitVersion(String body) {
        Map<?, ?> version = Serialization.unmarshal(body, Map.class);
        return String.valueOf(version.get("gitVersion"));
    }

    Finding user() {
        try {
            String name = Caller.of(client).name();
            return name.equals("system:anonymous")
                    ? Finding.problem(
                            "login",
                            "the API server takes you for nobody (system:anonymous)",
                            "Log in again, or choose a context with a user by --context.")
                    : Finding.ok("login", "you are " + name);
        } catch (KubernetesClientException refused) {
            return Finding.problem(
                    "login",
                    "the API server doesn't say who you are (" + refused.getMessage() + ")",
                    "Log in again as you did for this kubeconfig.");
        }
    }

    Finding clock(Instant now) {
        String date = version == null ? null : version.header("Date");
        Duration ahead;
        try {
            ahead = Duration.between(
                    ZonedDateTime.parse(String.valueOf(date), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant(),
                    now);
        } catch (DateTimeException none) {
            return Finding.ok("clock", "the API server doesn't say what time it is");
        }
        if (ahead.abs().compareTo(TOLERANCE) <= 0) {
            return Finding.ok("clock", "this machine's clock is right to within " + TOLERANCE.toSeconds() + " s");
        }
        return Finding.warning(
                "clock",
                "this machine's clock is " + ahead.abs().toSeconds() + " s "
                        + (ahead.isNegative() ? "behind" : "ahead of") + " the API server's",
                "Set it by NTP: logins and certificates depend on it.");
    }

    Finding kinds() {
        String group = Names.GROUP + "/" + Names.VERSION;
        APIResourceList served = client.getApiResources(group);
        Set<String> names = served == null
                ? Set.of()
                : served.getResources().stream().map(APIResource::getName).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>(List.of("devspaces", "tunnels"));
        missing.removeAll(names);
        return missing.isEmpty()
                ? Finding.ok("kinds", "the cluster knows DevSpaces and Tunnels (" + group + ")")
                : Finding.problem(
                        "kinds",
                        "the cluster doesn't know " + String.join(" and ", missing) + " of " + group,
                        "Install Offshoot there, or upgrade it; see docs/install.md.");
    }
}

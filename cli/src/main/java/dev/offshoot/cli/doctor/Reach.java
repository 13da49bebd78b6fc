package dev.offshoot.cli.doctor;

import dev.offshoot.cli.connect.ConnectFailed;
import dev.offshoot.cli.connect.Unreachable;
import dev.offshoot.cli.connect.WayToGateway;
import dev.offshoot.tunnel.Handshake;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a gateway answers this machine: on the way that {@code connect} goes, and under the names of its URLs. */
final class Reach {
    private static final String HEALTH = "/.well-known/offshoot/health";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int UPGRADE_REQUIRED = 426;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** Through the cluster. */
    Finding through(KubernetesClient client, String namespace) throws InterruptedException {
        try (WayToGateway way = WayToGateway.through(client, namespace)) {
            return at(way.uri(), way.shown());
        } catch (ConnectFailed none) {
            return Finding.problem("reach", String.valueOf(none.getMessage()), "See what stands above of the gateway.");
        } catch (KubernetesClientException | IOException refused) {
            return Finding.problem(
                    "reach",
                    "no port-forward to a gateway's Pod (" + refused.getMessage() + ")",
                    "Use --gateway with a gateway's URL, or ask for list pods and create pods/portforward.");
        }
    }

    Finding at(URI gateway) throws InterruptedException {
        return at(gateway, gateway.toString());
    }

    private Finding at(URI gateway, String shown) throws InterruptedException {
        try {
            int health = status(gateway, HEALTH);
            if (health == 503) {
                return Finding.problem("reach", shown + " isn't ready", "Wait until it has seen the whole cluster.");
            }
            if (health != 200) {
                return Finding.problem(
                        "reach",
                        "what answers at " + shown + " is no gateway of Offshoot (status " + health + ")",
                        "Check --gateway.");
            }
            return status(gateway, Handshake.PATH) == UPGRADE_REQUIRED
                    ? Finding.ok("reach", shown + " answers and takes tunnels")
                    : Finding.problem("reach", shown + " answers, but is too old for tunnels", "Upgrade the gateway.");
        } catch (IOException away) {
            return Finding.problem(
                    "reach",
                    shown + " doesn't answer (" + Unreachable.why(away) + ")",
                    "Check --gateway, or leave it out to go through the cluster.");
        }
    }

    /** One wildcard record serves all hosts of a domain. */
    Finding names(String domain, @Nullable URI gateway) throws InterruptedException {
        String host = "offshoot-doctor." + domain;
        String address;
        try {
            address = InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException unknown) {
            return Finding.problem(
                    "dns",
                    "hosts under " + domain + " don't resolve",
                    "Make a DNS record *." + domain + " that leads to the gateway's load balancer.");
        }
        URI url = gateway == null
                ? URI.create("http://" + host)
                : URI.create(
                        gateway.getScheme() + "://" + host + (gateway.getPort() < 0 ? "" : ":" + gateway.getPort()));
        try {
            int health = status(url, HEALTH);
            return health == 200
                    ? Finding.ok("dns", "hosts under " + domain + " lead to a gateway (" + address + ")")
                    : Finding.problem(
                            "dns",
                            "hosts under " + domain + " lead to " + address + ", where " + url + HEALTH + " answers "
                                    + health,
                            "Let the record *." + domain + " lead to the gateway's load balancer.");
        } catch (IOException away) {
            return Finding.problem(
                    "dns",
                    "hosts under " + domain + " lead to " + address + ", where nothing answers ("
                            + Unreachable.why(away) + ")",
                    "Let the record *." + domain
                            + " lead to the gateway's load balancer; --gateway tells scheme and port.");
        }
    }

    private int status(URI base, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}

package dev.offshoot.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All checks in their order: those that need others come after them. Blocks its thread. */
public final class Doctor {
    private final KubernetesClient client;
    private final Asked asked;
    private final Consumer<Finding> told;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What a person asked about.
     *
     * @param space whose tunnels the caller would make; null for none
     * @param gateway null to go through the cluster
     * @param gatewayNamespace where Offshoot runs
     * @param domain of the gateway's URLs; null where nobody said
     * @param version of this program; null where it doesn't know
     */
    public record Asked(
            @Nullable String space,
            @Nullable URI gateway,
            String gatewayNamespace,
            @Nullable String domain,
            @Nullable String version) {}

    /** A question to the cluster. */
    private interface Check {
        Finding ask() throws InterruptedException;
    }

    /** @param told takes each finding as soon as it is there */
    public Doctor(KubernetesClient client, Asked asked, Consumer<Finding> told) {
        this.client = client;
        this.asked = asked;
        this.told = told;
    }

    /** All findings; only the first one where the API server can't be asked. */
    public List<Finding> examine() throws InterruptedException {
        ApiServer apiServer = new ApiServer(client);
        if (add(apiServer.answers()).state() == Finding.State.PROBLEM) {
            return findings;
        }
        Installation installation = new Installation(client, asked.gatewayNamespace);
        Rights rights = new Rights(client);
        Reach reach = new Reach();
        URI gateway = asked.gateway;
        ask("login", apiServer::user);
        add(apiServer.clock(Clock.systemUTC().instant()));
        ask("kinds", apiServer::kinds);
        ask("controller", installation::controller);
        ask("gateway", installation::gateway);
        ask("version", () -> installation.versions(asked.version));
        ask("reach", () -> gateway == null ? reach.through(client, asked.gatewayNamespace) : reach.at(gateway));
        if (asked.domain != null) {
            add(reach.names(asked.domain, gateway));
        }
        ask("look", rights::look);
        if (asked.space != null) {
            String space = asked.space;
            ask("connect", () -> rights.connect(space));
        }
        if (gateway == null) {
            ask("port-forward", () -> rights.portForward(asked.gatewayNamespace));
        }
        ask("interception", installation::interceptions);
        return findings;
    }

    private void ask(String name, Check check) throws InterruptedException {
        try {
            add(check.ask());
        } catch (KubernetesClientException refused) {
            String why = refused.getStatus() == null || refused.getStatus().getMessage() == null
                    ? String.valueOf(refused.getMessage())
                    : refused.getStatus().getMessage();
            add(
                    refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                            ? Finding.warning(
                                    name,
                                    "can't be looked at: " + why,
                                    "Ask for that right, or let somebody look who has it.")
                            : Finding.problem(name, "can't be looked at: " + why, "Try again."));
        }
    }

    private Finding add(Finding finding) {
        findings.add(finding);
        told.accept(finding);
        return finding;
    }
}

package dev.offshoot.controller;

import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.cluster.intercept.SpaceRelease;
import dev.offshoot.controller.loop.OwnState;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code uninstall}: ends the controllers while they still have their rights, and puts back what they left. Whoever uninstalls Offshoot runs
 * it first; the Helm chart does so in a hook.
 */
@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description =
                "Deletes the controllers' Deployment, which makes them put every Service back, waits until they have"
                        + " ended, and restores what is left. Gateways go on.",
        footer = {"", "May be repeated, and needs no controller, gateway or CRD."})
final class UninstallCommand implements Callable<Integer> {
    private static final String DEPLOYMENT = "offshoot-controller";

    /** Longer than a controller's terminationGracePeriodSeconds. */
    private static final long MINUTES = 3;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "${env:POD_NAMESPACE:-offshoot-system}",
            description = "Where Offshoot is installed (default: ${DEFAULT-VALUE}).")
    private String namespace = "";

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder().withRequestRetryBackoffLimit(2).build())
                .build()) {
            PrintWriter out = line.getOut();
            endControllers(client);
            out.println("no controller is there any more");
            Remains.restore(client).forEach(key -> out.println("restored Service " + key));
            SpaceRelease.all(client).forEach(name -> out.println("let DevSpace " + name + " go"));
            OwnState.delete(client, namespace);
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (KubernetesClientException e) {
            line.getErr().println("uninstall: " + e.getMessage() + "; run it again, it goes on where it stopped");
            line.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void endControllers(KubernetesClient client) {
        RollableScalableResource<Deployment> deployment =
                client.apps().deployments().inNamespace(namespace).withName(DEPLOYMENT);
        deployment.withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
        deployment.waitUntilCondition(Objects::isNull, MINUTES, TimeUnit.MINUTES);
    }
}

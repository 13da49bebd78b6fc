package dev.offshoot.controller;

import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.cluster.intercept.SpaceRelease;
import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code restore}: ends every interception in the cluster that the environment's kubeconfig or service account leads to. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "Puts every intercepted Service back on its own endpoints and lets DevSpaces go. Needs no controller,"
                        + " gateway or CRD.",
        footer = {"", "May be repeated. Stop the controller first: it would intercept again."})
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder().withRequestRetryBackoffLimit(2).build())
                .build()) {
            List<ServiceKey> restored = Remains.restore(client);
            PrintWriter out = line.getOut();
            restored.forEach(key -> out.println("restored Service " + key));
            SpaceRelease.all(client).forEach(name -> out.println("let DevSpace " + name + " go"));
            out.println(restored.size() + (restored.size() == 1 ? " Service" : " Services") + " restored");
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (KubernetesClientException e) {
            line.getErr().println("restore: " + e.getMessage() + "; run it again, it goes on where it stopped");
            line.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}

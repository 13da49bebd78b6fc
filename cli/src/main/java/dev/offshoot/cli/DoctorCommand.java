package dev.offshoot.cli;

import dev.offshoot.cli.doctor.Doctor;
import dev.offshoot.cli.doctor.Finding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: what is wrong, and what to do about it. */
@Command(
        name = "doctor",
        description = {
            "Checks all that spaces and tunnels need, and says of each what is wrong and what to do next.",
            "",
            "API server and login, this machine's clock, the kinds in the cluster, controller and gateway, their versions, the"
                    + " way to a gateway, the wildcard DNS record (with --domain), your rights (with --space those to connect"
                    + " there, too), and since when which Services are intercepted. It changes nothing.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} doctor",
            "  ${ROOT-COMMAND-NAME} doctor --space alice --domain dev.example.com",
            "  ${ROOT-COMMAND-NAME} doctor --gateway https://dev.example.com -o json",
            "",
            "Exit codes: 0 no problem (warnings don't count), 1 a problem, 2 wrong options."
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--space", paramLabel = "NAME", description = "A space in which you want to connect.")
    private @Nullable String space;

    @Override
    public Integer call() throws InterruptedException {
        Doctor.Asked asked = new Doctor.Asked(
                space,
                gateway.gateway(),
                gateway.namespace(),
                gateway.domain(),
                CliMain.class.getPackage().getImplementationVersion());
        List<Finding> findings = findings(asked);
        if (!output.isText()) {
            output.print(findings.stream().map(Finding::toMap).toList(), () -> "");
        }
        boolean bad = findings.stream().anyMatch(finding -> finding.state() == Finding.State.PROBLEM);
        return bad ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private List<Finding> findings(Doctor.Asked asked) throws InterruptedException {
        try (KubernetesClient client = cluster.client()) {
            return new Doctor(client, asked, this::tell).examine();
        } catch (IllegalArgumentException noCluster) {
            Finding finding = Finding.problem(
                    "kubeconfig",
                    String.valueOf(noCluster.getMessage()),
                    "Name a kubeconfig by --kubeconfig or KUBECONFIG, and a context of it by --context.");
            tell(finding);
            return List.of(finding);
        }
    }

    /** At once where a person waits for it. */
    private void tell(Finding finding) {
        if (output.isText()) {
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(finding);
            out.flush();
        }
    }
}

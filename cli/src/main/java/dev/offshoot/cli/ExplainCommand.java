package dev.offshoot.cli;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.ExplainedRequest;
import dev.offshoot.routing.decision.Explainer;
import dev.offshoot.routing.decision.Explanation;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: one request's decision. */
@Command(
        name = "explain",
        description = {
            "Says which space's Service answers a request, and why, as the gateway's x-offshoot-explain does.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} explain http://alice.s.shop.localhost:8080/cart -f samples/manifests",
            "  ${ROOT-COMMAND-NAME} explain https://shop.dev.example.com/ --domain dev.example.com -H 'x-offshoot-space: alice' --trust-context"
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final SnapshotOptions options = new SnapshotOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "URL", description = "Absolute, as in the browser.")
    private String url = "";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "One of the request; may be repeated.")
    private List<String> headers = List.of();

    @Option(
            names = "--trust-context",
            description = "The gateway takes contexts from headers on its URLs (its option of this name).")
    private boolean trustContext;

    @Override
    public Integer call() {
        ExplainedRequest request = ExplainedRequest.of(url, headers);
        Snapshot snapshot = options.snapshot();
        Arrival arrival = new Arrival.Url(trustContext);
        Explanation explanation = Explainer.explain(
                snapshot, arrival, request, SeenTraces.NONE, Router.route(snapshot, arrival, request, SeenTraces.NONE));
        output.print(explanation.toMap(), explanation::text);
        return CommandLine.ExitCode.OK;
    }
}

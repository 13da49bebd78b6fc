package dev.offshoot.cli;

import dev.offshoot.routing.show.SpaceText;
import dev.offshoot.routing.snapshot.RouteView;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code routes}: which Service answers in a space. */
@Command(
        name = "routes",
        description = {"Says of each Service of a space which space's Service answers.", ""},
        footer = {"", "Examples:", "  offshoot routes alice", "  offshoot routes alice -f manifests/ -o yaml"})
final class RoutesCommand implements Callable<Integer> {
    @Mixin
    private final SnapshotOptions options = new SnapshotOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "SPACE", description = "The space whose calls are shown.")
    private String space = "";

    @Override
    public Integer call() {
        Snapshot snapshot = options.snapshot();
        SpaceNames.check(snapshot, space);
        List<RouteView> routes = snapshot.routes(space);
        output.print(routes, () -> SpaceText.routes(routes));
        return CommandLine.ExitCode.OK;
    }
}

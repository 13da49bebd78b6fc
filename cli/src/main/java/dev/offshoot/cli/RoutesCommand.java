package dev.offshoot.cli;

import dev.offshoot.routing.show.SpaceText;
import dev.offshoot.routing.snapshot.RouteView;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code routes}: which Service answers in a space. */
@Command(
        name = "routes",
        description = {"Says of each Service of a space which space's Service answers.", ""},
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} routes alice",
            "  ${ROOT-COMMAND-NAME} routes alice -f manifests/ -o yaml"
        })
final class RoutesCommand implements Callable<Integer> {
    @Mixin
    private final SnapshotOptions options = new SnapshotOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final SpaceArgument argument = new SpaceArgument();

    @Override
    public Integer call() {
        String space = argument.required();
        Snapshot snapshot = options.snapshot();
        SpaceNames.check(snapshot, space);
        List<RouteView> routes = snapshot.routes(space);
        output.print(routes, () -> SpaceText.routes(routes), () -> SpaceText.wideRoutes(routes));
        return CommandLine.ExitCode.OK;
    }
}

package dev.offshoot.cli;

import dev.offshoot.routing.show.SpaceText;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SpaceView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code urls}: what to open in a browser. */
@Command(
        name = "urls",
        description = {"Lists the hosts under which a space is served, or all spaces are.", ""},
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} urls alice --domain dev.example.com",
            "  ${ROOT-COMMAND-NAME} urls"
        })
final class UrlsCommand implements Callable<Integer> {
    @Mixin
    private final SnapshotOptions options = new SnapshotOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final SpaceArgument argument = new SpaceArgument();

    @Override
    public Integer call() {
        String space = argument.name();
        Snapshot snapshot = options.snapshot();
        if (space != null) {
            SpaceNames.check(snapshot, space);
        }
        List<SpaceView> spaces = snapshot.spaces().stream()
                .filter(one -> space == null || one.name().equals(space))
                .toList();
        output.print(
                spaces.stream()
                        .map(one -> Map.of("space", one.name(), "hosts", one.urls()))
                        .toList(),
                () -> SpaceText.urls(spaces));
        return CommandLine.ExitCode.OK;
    }
}

package dev.offshoot.cli;

import dev.offshoot.routing.show.SpaceText;
import dev.offshoot.routing.snapshot.SpaceView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spaces}: all spaces and their lineages. */
@Command(
        name = "spaces",
        description = {"Lists the dev spaces: parents, lineages, overrides, and what breaks them.", ""},
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} spaces",
            "  ${ROOT-COMMAND-NAME} spaces -f manifests/ -o json"
        })
final class SpacesCommand implements Callable<Integer> {
    @Mixin
    private final SnapshotOptions options = new SnapshotOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        List<SpaceView> spaces = options.snapshot().spaces();
        output.print(spaces, () -> SpaceText.spaces(spaces), () -> SpaceText.wideSpaces(spaces));
        return CommandLine.ExitCode.OK;
    }
}

package dev.offshoot.cli;

import dev.offshoot.cli.ide.FileChange;
import dev.offshoot.cli.ide.Intellij;
import dev.offshoot.cli.ide.LaunchFiles;
import dev.offshoot.cli.ide.LocalService;
import dev.offshoot.cli.ide.VsCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ide}: an IDE's launch files with a configuration that connects a Service before its process starts. */
@Command(
        name = "ide",
        description = {
            "Adds to an IDE's launch files a configuration that connects a Service before its process starts.",
            "",
            "It is a copy of the one that starts the process today, which stays as it is; all else in the files does, too. Run"
                    + " again, it brings its own entries up to date. No cluster is asked.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} ide vscode --service orders --space alice",
            "  ${ROOT-COMMAND-NAME} ide vscode --service orders:8081 --space alice --launch 'Orders (debug)'",
            "  ${ROOT-COMMAND-NAME} ide intellij --service orders --service catalog:8082 --space alice",
            "  ${ROOT-COMMAND-NAME} ide vscode --service orders --space alice -- --create-space --context dev"
        })
final class IdeCommand implements Callable<Integer> {
    /** An IDE whose files are known. */
    enum Ide {
        VSCODE,
        INTELLIJ
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IDE", description = "vscode or intellij.")
    private Ide ide = Ide.VSCODE;

    @Parameters(index = "1..*", paramLabel = "OPTION", description = "Behind --: further options of offshoot connect.")
    private List<String> more = List.of();

    @Option(names = "--space", required = true, paramLabel = "NAME", description = "The space whose Service it is.")
    private String space = "";

    @Option(
            names = "--service",
            paramLabel = "NAME[:PORT]",
            description =
                    "The Service, and where its process listens on this machine; may be repeated. By default the project"
                            + " folder's name, and the port that the configuration says, else 8080.")
    private List<String> services = List.of();

    @Option(
            names = "--launch",
            paramLabel = "NAME",
            description =
                    "The configuration that starts the process; by default the only one, or the one with the Service's name.")
    private @Nullable String launch;

    @Option(
            names = "--project",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "The folder that the IDE opens; by default the current one.")
    private Path project = Path.of(".");

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        List<LocalService> wanted = wanted(line);
        LaunchFiles files = switch (ide) {
            case VSCODE -> VsCode.with(project, wanted, launch);
            case INTELLIJ -> Intellij.with(project, wanted, launch);
        };
        PrintWriter out = line.getOut();
        for (FileChange change : files.changes()) {
            if (change.differs()) {
                change.write();
            }
            out.println(change.file() + (change.differs() ? ": written" : ": as it should be"));
        }
        files.notes().forEach(out::println);
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private List<LocalService> wanted(CommandLine line) throws IOException {
        if (!Files.isDirectory(project)) {
            throw new IllegalArgumentException("--project: '" + project + "' (expected: a folder)");
        }
        if (launch != null && services.size() > 1) {
            throw new ParameterException(line, "--launch goes with one --service");
        }
        List<String> names =
                services.isEmpty() ? List.of(String.valueOf(project.toRealPath().getFileName())) : services;
        List<LocalService> wanted = new ArrayList<>();
        for (String name : names) {
            LocalService service = LocalService.of(name, space, more);
            checkOptions(line, service);
            wanted.add(service);
        }
        return wanted;
    }

    /** They would be found wrong only when somebody presses F5. */
    private static void checkOptions(CommandLine line, LocalService service) {
        List<String> connect =
                new ArrayList<>(List.of("connect", service.service(), "--space", service.space(), "--port", "1"));
        connect.addAll(service.more());
        try {
            CliMain.commandLine().parseArgs(connect.toArray(String[]::new));
        } catch (ParameterException wrong) {
            throw new ParameterException(line, "options of connect: " + wrong.getMessage());
        }
    }
}

package dev.offshoot.cli.ide;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * IntelliJ's shared run configurations in {@code .run}: a Shell Script that connects a Service and returns once it is, and a
 * configuration that runs it and then starts the process. IntelliJ waits for the script's end, and runs nothing after the process: so
 * the tunnel goes on by itself, and ends with the process' port.
 */
public final class Intellij {
    private static final String OWN = ".run";
    private static final List<String> FOLDERS = List.of(OWN, ".idea/runConfigurations");

    private final Path project;
    private final Map<Path, RunXml> all = new TreeMap<>();
    private final List<FileChange> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Intellij(Path project) throws IOException {
        this.project = project;
        for (String folder : FOLDERS) {
            Path path = project.resolve(folder);
            if (!Files.isDirectory(path)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.xml")) {
                for (Path file : files) {
                    put(file);
                }
            }
        }
    }

    /**
     * @param project the folder that IntelliJ opens
     * @param launch the configuration that starts the process; null to find it
     * @throws IllegalArgumentException where a file can't be understood, or it can't be told which configuration is meant
     */
    public static LaunchFiles with(Path project, List<LocalService> services, @Nullable String launch)
            throws IOException {
        Intellij files = new Intellij(project);
        for (LocalService service : services) {
            files.add(service, launch);
        }
        return new LaunchFiles(files.changes, files.notes);
    }

    /** What can't be understood is left alone. */
    private void put(Path file) throws IOException {
        try {
            all.put(file, new RunXml(Objects.requireNonNull(FileChange.read(file))));
        } catch (IllegalArgumentException wrong) {
            notes.add(file + " is left alone: " + wrong.getMessage());
        }
    }

    private void add(LocalService service, @Nullable String asked) throws IOException {
        Path own = own(service);
        String source = "";
        if (own != null) {
            RunXml present = Objects.requireNonNull(all.get(own));
            source = present.toString();
            change(own, present.runsBefore(service.task()) ? present : present.after(service.task()));
        } else {
            Launch chosen = Launch.of(candidates(), service, asked);
            RunXml begun = chosen == null ? fresh(service) : new RunXml(chosen.source()).named(service.launch());
            if (chosen != null) {
                source = chosen.source();
                notes.add("configuration '" + service.launch() + "' starts what '" + chosen.name() + "' does");
            }
            if (begun != null) {
                change(file(service.launch()), begun.after(service.task()));
            }
        }
        script(service, source);
        notes.add("local port " + service.portOf(source) + " is " + service.launch());
    }

    private @Nullable Path own(LocalService service) {
        for (Map.Entry<Path, RunXml> one : all.entrySet()) {
            if (one.getValue().runsBefore(service.task())
                    || one.getValue().name().equals(service.launch())) {
                return one.getKey();
            }
        }
        return null;
    }

    private List<Launch> candidates() {
        return all.values().stream()
                .filter(one -> !one.isTemplate() && !LocalService.isTask(one.name()))
                .filter(one -> all.values().stream()
                        .noneMatch(task -> LocalService.isTask(task.name()) && one.runsBefore(task.name())))
                .map(one -> new Launch(one.name(), one.toString()))
                .toList();
    }

    private @Nullable RunXml fresh(LocalService service) throws IOException {
        Sources sources = new Sources(project);
        String node = sources.nodeProgram();
        if (node != null) {
            notes.add("configuration '" + service.launch() + "' starts " + node);
            return configuration(
                    service.launch(),
                    "type=\"NodeJSConfigurationType\" path-to-js-file=" + RunXml.quoted(node.replaceFirst("^\\./", ""))
                            + " working-dir=\"$PROJECT_DIR$\"",
                    "");
        }
        String main = sources.javaMain(service);
        if (main == null) {
            notes.add("there is no configuration to start " + service.service()
                    + " yet: once there is, run this again, or let it run '" + service.task() + "' before launch");
            return null;
        }
        notes.add("configuration '" + service.launch() + "' starts " + main + "; check its module");
        String module =
                Objects.requireNonNull(project.toRealPath().getFileName()).toString();
        return configuration(
                service.launch(),
                "type=\"Application\" factoryName=\"Application\"",
                option("MAIN_CLASS_NAME", main)
                        + "    <module name=" + RunXml.quoted(module) + " />\n"
                        + "    <method v=\"2\">\n"
                        + "      <option name=\"Make\" enabled=\"true\" />\n"
                        + "    </method>\n");
    }

    private void script(LocalService service, String source) {
        String command = service.command(source, "--detach").stream()
                .map(Intellij::forShell)
                .collect(Collectors.joining(" "));
        Path file = all.keySet().stream()
                .filter(one -> Objects.requireNonNull(all.get(one)).name().equals(service.task()))
                .findFirst()
                .orElse(file(service.task()));
        RunXml present = all.get(file);
        change(
                file,
                present != null
                        ? present.script(command)
                        : configuration(
                                service.task(),
                                "type=\"ShConfigurationType\"",
                                option("SCRIPT_TEXT", command)
                                        + option("INDEPENDENT_SCRIPT_PATH", "true")
                                        + option("SCRIPT_PATH", "")
                                        + option("SCRIPT_OPTIONS", "")
                                        + option("INDEPENDENT_SCRIPT_WORKING_DIRECTORY", "true")
                                        + option("SCRIPT_WORKING_DIRECTORY", "$PROJECT_DIR$")
                                        + option("INDEPENDENT_INTERPRETER_PATH", "true")
                                        + option("INTERPRETER_PATH", "/bin/sh")
                                        + option("INTERPRETER_OPTIONS", "")
                                        + option("EXECUTE_IN_TERMINAL", "false")
                                        + option("EXECUTE_SCRIPT_FILE", "false")
                                        + "    <envs />\n    <method v=\"2\" />\n"));
    }

    private static String forShell(String word) {
        return word.matches("[\\w./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String option(String name, String value) {
        return "    <option name=\"" + name + "\" value=" + RunXml.quoted(value) + " />\n";
    }

    private static RunXml configuration(String name, String attributes, String content) {
        return new RunXml("<component name=\"ProjectRunConfigurationManager\">\n"
                + "  <configuration default=\"false\" name=" + RunXml.quoted(name) + " " + attributes + ">\n"
                + content
                + "  </configuration>\n"
                + "</component>\n");
    }

    private Path file(String name) {
        return project.resolve(OWN).resolve(name + ".run.xml");
    }

    /** A file that has the name of one of ours and is something else stays that. */
    private void change(Path file, RunXml wanted) {
        RunXml present = all.get(file);
        if (present == null ? Files.exists(file) : !present.name().equals(wanted.name())) {
            throw new IllegalArgumentException(file + ": isn't configuration '" + wanted.name()
                    + "' (expected: that, or no file); nothing was changed");
        }
        changes.add(new FileChange(file, present == null ? null : present.toString(), wanted.toString()));
    }
}

package dev.offshoot.cli.ide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a project's own files say of how it is started, where the IDE has no configuration yet. */
final class Sources {
    private static final Pattern MAIN = Pattern.compile("\\bstatic\\s+void\\s+main\\s*\\(\\s*(final\\s+)?String");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
    private static final Set<String> SKIPPED = Set.of("target", "build", "out", "bin", "node_modules", "test");

    private final Path project;

    Sources(Path project) {
        this.project = project;
    }

    /**
     * The class that starts the Service: the only one with a {@code main}, or the only one of these that names the Service; null
     * where there is none.
     *
     * @throws IllegalArgumentException where that can't be told
     */
    @Nullable
    String javaMain(LocalService service) throws IOException {
        Set<String> all = new TreeSet<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name =
                        folder.getFileName() == null ? "" : folder.getFileName().toString();
                boolean skipped = SKIPPED.contains(name) || name.startsWith(".");
                return skipped && !folder.equals(project) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".java")) {
                    String source = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                    if (MAIN.matcher(source).find()) {
                        all.add(className(file, source));
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        List<Launch> mains = all.stream().map(name -> new Launch(name, name)).toList();
        Launch chosen;
        try {
            chosen = Launch.of(mains, service, null);
        } catch (IllegalArgumentException several) {
            throw new IllegalArgumentException(
                    String.join(", ", all) + " have a main (expected: a configuration in the IDE" + " that starts "
                            + service.service() + "; make one, then run this again)");
        }
        return chosen == null ? null : chosen.name();
    }

    private static String className(Path file, String source) {
        String name = Objects.requireNonNull(file.getFileName()).toString().replaceFirst("\\.java$", "");
        Matcher in = PACKAGE.matcher(source);
        return in.find() ? in.group(1) + "." + name : name;
    }

    /** What {@code package.json} says starts it, relative to the project; null where it doesn't, or isn't there. */
    @Nullable
    String nodeProgram() throws IOException {
        String text = FileChange.read(project.resolve("package.json"));
        if (text == null) {
            return null;
        }
        try {
            String main = Jsonc.parse(text) instanceof Jsonc.Members members ? members.string("main") : null;
            return Objects.requireNonNullElse(main, "index.js");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("package.json: " + wrong.getMessage());
        } catch (UncheckedIOException impossible) {
            throw impossible.getCause();
        }
    }
}

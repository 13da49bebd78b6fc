package dev.offshoot.judges;

import java.util.List;
import java.util.Map;
import me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite;
import me.normanmaurer.maven.autobahntestsuite.FuzzingCaseResult;

/**
 * One run of Autobahn's fuzzing client, which takes a JVM of its own: arguments are the URL and the cases; prints a line
 * {@code case behaviour behaviourAtClose} for each.
 */
final class AutobahnRun {
    static final String MARK = "case ";

    private AutobahnRun() {}

    public static void main(String[] arguments) {
        List<String> cases = List.of(arguments).subList(1, arguments.length);
        for (FuzzingCaseResult result :
                AutobahnTestSuite.runFuzzingClient("judged", arguments[0], Map.of("version", 18), cases, List.of())) {
            System.out.println(MARK + result.caseName() + " " + result.behavior() + " " + result.behaviorClose());
        }
        System.exit(0);
    }
}

package dev.offshoot.controller;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The controller's jar. Exit codes: 0 done, 1 failed, 2 wrong options. */
@Command(name = "offshoot-space-controller", subcommands = RestoreCommand.class, mixinStandardHelpOptions = true)
public final class ControllerMain {
    private ControllerMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ControllerMain());
    }
}

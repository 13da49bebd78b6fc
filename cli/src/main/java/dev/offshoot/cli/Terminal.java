package dev.offshoot.cli;

/** Whether a person reads what is printed, as the launcher has found: Java itself can't tell the two outputs apart. */
final class Terminal {
    private static final String TERMINAL = "terminal";

    private Terminal() {}

    /** Progress is shown there only. */
    static boolean err() {
        return TERMINAL.equals(System.getProperty("offshoot.stderr"));
    }

    /** On a terminal, unless {@code NO_COLOR} (no-color.org) is set or it knows none. */
    static boolean colours() {
        return TERMINAL.equals(System.getProperty("offshoot.stdout"))
                && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
    }
}

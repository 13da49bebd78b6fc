package dev.offshoot.cluster.files;

/** Ends the reading of a file that is no YAML or JSON; never leaves the package. */
final class SyntaxException extends Exception {
    private final int line;

    /**
     * @param line the first line is 1; 0 where it isn't known
     * @param text what is wrong there
     */
    SyntaxException(int line, String text) {
        super(text, null, false, false);
        this.line = line;
    }

    int line() {
        return line;
    }

    String text() {
        return Quoted.of(String.valueOf(getMessage()), 300);
    }
}

package dev.offshoot.routing.context;

/** What became of a source that a request has. */
public enum Verdict {
    DECIDES("decides"),
    /** It names a space, but a higher source decides. */
    LOWER("a higher source decides"),
    /** {@code x-offshoot-space} itself is wrong: the request is refused. */
    REJECTED("malformed: the request is refused"),
    MALFORMED("ignored: malformed"),
    UNKNOWN("ignored: no such space"),
    NO_PREFIXED_HOST("ignored: not a space's host"),
    UNTRUSTED("ignored: context headers aren't trusted here"),
    NOT_OPTED_IN("ignored: the called Service doesn't opt in"),
    /** A page is opened: what the page before it belonged to doesn't matter. */
    NAVIGATION("ignored: a navigation");

    private final String shown;

    Verdict(String shown) {
        this.shown = shown;
    }

    /** As users see it. */
    public String shown() {
        return shown;
    }
}

package dev.offshoot.routing.snapshot;

import java.util.regex.Pattern;

/**
 * Which names a space may have: a DNS label (RFC 1123) that can be told apart in a host, so without {@code --}, not {@code s},
 * not beginning with {@code xn} (RFC 5890's prefix).
 */
final class SpaceName {
    static final String EXPECTATION = "a DNS label without \"--\" that is not \"s\" and doesn't begin with \"xn\"";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private SpaceName() {}

    static boolean valid(String name) {
        return LABEL.matcher(name).matches() && !name.contains("--") && !name.equals("s") && !name.startsWith("xn");
    }
}

package dev.offshoot.routing.context;

/**
 * A DNS label as Kubernetes wants a namespace's name to be (RFC 1123): 1 to 63 lower-case letters, digits and inner
 * {@code -}.
 */
final class DnsLabel {
    static final int MAX_LENGTH = 63;

    private DnsLabel() {}

    static boolean isValid(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_LENGTH || text.charAt(0) == '-' || text.charAt(length - 1) == '-') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }
}

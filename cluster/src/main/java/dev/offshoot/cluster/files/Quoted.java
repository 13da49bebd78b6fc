package dev.offshoot.cluster.files;

/** Text from files as problems quote it: on one line, and bounded. */
final class Quoted {
    private Quoted() {}

    static String of(String text, int limit) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == limit) {
                return quoted.append("...").toString();
            }
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return quoted.toString();
    }
}

package dev.offshoot.spaceapi.translate;

/** Users' values as problems quote them: bounded, and without characters that would break a line. */
final class Shown {
    private static final int LIMIT = 100;

    private Shown() {}

    static String of(String value) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (i == LIMIT) {
                return shown.append("...").toString();
            }
            char c = value.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return shown.toString();
    }
}

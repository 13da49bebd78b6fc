package dev.offshoot.gateway.listen;

import io.netty.buffer.ByteBuf;

/** What a connection speaks, as far as its first bytes show it. */
enum FirstBytes {
    /** An HTTP/1 request line (RFC 9112 §3) or the preface of HTTP/2 (RFC 9113 §3.4), which is made to look like one. */
    HTTP,
    /** Something else. */
    OTHER,
    /** Too few bytes to tell; {@link #MAX} always suffice. */
    UNDECIDED;

    private static final int MAX_METHOD = 20;
    private static final String[] TARGETS = {"/", "* ", "http://", "https://"};

    /** The most bytes that leave a doubt. */
    static final int MAX = MAX_METHOD + 1 + "https://".length();

    /**
     * HTTP is a method of up to 20 upper-case letters and {@code -}, a space, and the beginning of a target. Redis' {@code GET key},
     * memcached's {@code get key}, SMTP's {@code EHLO host} aren't. Reads from the reader index and leaves it.
     */
    static FirstBytes of(ByteBuf bytes) {
        int begin = bytes.readerIndex();
        int end = bytes.writerIndex();
        int at = begin;
        while (at < end && at - begin <= MAX_METHOD && isInMethod(bytes.getByte(at))) {
            at++;
        }
        int method = at - begin;
        if (method > MAX_METHOD) {
            return OTHER;
        }
        if (at == end) {
            return UNDECIDED;
        }
        return method > 0 && bytes.getByte(at) == ' ' ? target(bytes, at + 1, end) : OTHER;
    }

    private static FirstBytes target(ByteBuf bytes, int at, int end) {
        boolean undecided = false;
        for (String target : TARGETS) {
            int have = Math.min(end - at, target.length());
            if (begins(bytes, at, target, have)) {
                if (have == target.length()) {
                    return HTTP;
                }
                undecided = true;
            }
        }
        return undecided ? UNDECIDED : OTHER;
    }

    private static boolean begins(ByteBuf bytes, int at, String target, int length) {
        for (int i = 0; i < length; i++) {
            int b = bytes.getByte(at + i);
            int lower = b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b;
            if (lower != target.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInMethod(byte b) {
        return b >= 'A' && b <= 'Z' || b == '-';
    }
}

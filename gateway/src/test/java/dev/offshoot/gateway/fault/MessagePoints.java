package dev.offshoot.gateway.fault;

import dev.offshoot.gateway.fault.Fault.Point;
import org.jspecify.annotations.Nullable;

/** Follows one direction of a connection, byte by byte, and tells which point each byte completes. */
sealed interface MessagePoints {
    /** How many bytes of a head or a body are a few. */
    int FEW = 5;

    /** The point that this byte completes, named as an answer's; null for none. */
    @Nullable
    Point take(byte next);

    /** Of requests: the same points by their other names. */
    final class Requests implements MessagePoints {
        private final MessagePoints points;
        private int heads;

        Requests(MessagePoints points) {
            this.points = points;
        }

        @Override
        public @Nullable Point take(byte next) {
            return switch (points.take(next)) {
                case ANSWER_BEGUN -> heads++ == 0 ? null : Point.NEXT_REQUEST;
                case ANSWER_HEAD -> Point.REQUEST_HEAD;
                case ANSWER_BODY -> Point.REQUEST_BODY;
                case null, default -> null;
            };
        }
    }

    /** Messages of HTTP/1.1 without a body or with a {@code Content-Length}. */
    final class Http1 implements MessagePoints {
        private final StringBuilder head = new StringBuilder();
        private int length = -1;
        private int body;

        @Override
        public @Nullable Point take(byte next) {
            if (length < 0) {
                head.append((char) next);
                if (next != '\n' || !head.toString().endsWith("\r\n\r\n")) {
                    return head.length() == FEW ? Point.ANSWER_BEGUN : null;
                }
                length = length();
                endIfWhole();
                return Point.ANSWER_HEAD;
            }
            body++;
            int at = body;
            return endIfWhole() ? Point.ANSWER_END : at == FEW ? Point.ANSWER_BODY : null;
        }

        private int length() {
            return head.toString()
                    .lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElse(0);
        }

        private boolean endIfWhole() {
            if (body < length) {
                return false;
            }
            head.setLength(0);
            length = -1;
            body = 0;
            return true;
        }
    }

    /** Frames of HTTP/2 (RFC 9113, 4.1), messages of one HEADERS frame and DATA frames. */
    final class Http2 implements MessagePoints {
        private static final int HEAD_BYTES = 9;
        private static final int TYPE = 3;
        private static final int FLAGS = 4;
        private static final int DATA = 0;
        private static final int HEADERS = 1;
        private static final int END_STREAM = 1;

        private final byte[] head = new byte[HEAD_BYTES];
        private int preface;
        private int at;
        private int length;
        private int body;

        /** @param preface bytes before the first frame: a client's 24 */
        Http2(int preface) {
            this.preface = preface;
        }

        @Override
        public @Nullable Point take(byte next) {
            if (preface > 0) {
                preface--;
                return null;
            }
            if (at < HEAD_BYTES) {
                head[at] = next;
            }
            at++;
            if (at == HEAD_BYTES) {
                length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
            }
            Point point = at < FEW ? null : point();
            if (at >= HEAD_BYTES && at == HEAD_BYTES + length) {
                at = 0;
            }
            return point;
        }

        private @Nullable Point point() {
            boolean whole = at >= HEAD_BYTES && at == HEAD_BYTES + length;
            if (head[TYPE] == HEADERS) {
                body = 0;
                return at == FEW ? Point.ANSWER_BEGUN : whole ? Point.ANSWER_HEAD : null;
            }
            if (head[TYPE] != DATA) {
                return null;
            }
            if (at > HEAD_BYTES) {
                body++;
            }
            if (whole && (head[FLAGS] & END_STREAM) != 0) {
                return Point.ANSWER_END;
            }
            return at > HEAD_BYTES && body == FEW ? Point.ANSWER_BODY : null;
        }
    }
}

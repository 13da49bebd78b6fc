package dev.offshoot.gateway.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A request in the one form of RFC 9112 that no two servers read differently: lines end with CR LF, one Host at most, one
 * Content-Length of digits or one {@code Transfer-Encoding: chunked}, chunks without extensions, nothing folded.
 *
 * @param fields lines, as they came
 */
record StrictRequest(String method, String target, List<String> fields, String body, List<String> trailers) {
    private static final Pattern LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\\x00-\\x20\\x7f]+) HTTP/1\\.1");
    private static final Pattern FIELD = Pattern.compile(
            "[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \\t]*(?:[^\\x00-\\x08\\x0a-\\x1f\\x7f]*[^\\x00-\\x20\\x7f])?[ \\t]*");

    /** What a gateway must never send. */
    static final class NotStrict extends IOException {
        private static final long serialVersionUID = 1;

        NotStrict(String what) {
            super(what);
        }
    }

    /** Called with a request whose head was read, before its body is. */
    interface OnHead {
        void head(StrictRequest head) throws IOException;
    }

    /**
     * Reads one.
     *
     * @throws EOFException if the connection ends first; its message is what was read of it
     */
    static StrictRequest read(InputStream in, OnHead onHead) throws IOException {
        String line = line(in);
        var matched = LINE.matcher(line);
        if (!matched.matches()) {
            throw new NotStrict("request line: '" + line + "'");
        }
        List<String> fields = fields(in);
        StrictRequest head = new StrictRequest(matched.group(1), matched.group(2), fields, "", List.of());
        List<String> lengths = head.values("content-length");
        List<String> codings = head.values("transfer-encoding");
        if (lengths.size() + codings.size() > 1 || head.values("host").size() > 1) {
            throw new NotStrict("fields: " + fields);
        }
        if (!codings.isEmpty() && !codings.get(0).equals("chunked")) {
            throw new NotStrict("fields: " + fields);
        }
        if (!lengths.isEmpty() && !lengths.get(0).matches("\\d{1,18}")) {
            throw new NotStrict("fields: " + fields);
        }
        onHead.head(head);
        List<String> trailers = new ArrayList<>();
        String body = codings.isEmpty()
                ? exactly(in, lengths.isEmpty() ? 0 : Integer.parseInt(lengths.get(0)))
                : chunks(in, trailers);
        return new StrictRequest(head.method, head.target, fields, body, trailers);
    }

    private static List<String> fields(InputStream in) throws IOException {
        List<String> fields = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (!FIELD.matcher(line).matches()) {
                throw new NotStrict("field: '" + line + "'");
            }
            fields.add(line);
        }
        return fields;
    }

    private static String chunks(InputStream in, List<String> trailers) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = line(in);
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new NotStrict("chunk size: '" + size + "'");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                trailers.addAll(fields(in));
                return body.toString();
            }
            body.append(exactly(in, length));
            if (!line(in).isEmpty()) {
                throw new NotStrict("chunk of " + length + ": no CR LF at its end");
            }
        }
    }

    private static String exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(new String(bytes, ISO_8859_1));
        }
        return new String(bytes, ISO_8859_1);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(line.toString(ISO_8859_1));
            }
            if (next == '\r') {
                int after = in.read();
                if (after != '\n') {
                    throw new NotStrict("CR without LF after '" + line.toString(ISO_8859_1) + "'");
                }
                return line.toString(ISO_8859_1);
            }
            if (next == '\n') {
                throw new NotStrict("LF without CR after '" + line.toString(ISO_8859_1) + "'");
            }
            line.write(next);
        }
    }

    List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.substring(0, field.indexOf(':')).equalsIgnoreCase(name))
                .map(field -> field.substring(field.indexOf(':') + 1).strip())
                .toList();
    }

    /** Whether a field line, in lower case and with one blank after the colon, is among them. */
    boolean has(String field) {
        String name = field.substring(0, field.indexOf(':'));
        String value = field.substring(field.indexOf(':') + 1).strip();
        return values(name).stream()
                .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(value));
    }
}

package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP/1.1 answer: header lines in order, the body without its chunks. */
public record Reply(int status, List<String> lines, String body) {
    public static Reply parse(String bytes) {
        int end = bytes.indexOf("\r\n\r\n");
        if (end < 0 || !bytes.startsWith("HTTP/1.1 ")) {
            throw new AssertionError("no answer of HTTP/1.1: " + bytes);
        }
        List<String> lines = List.of(bytes.substring(0, end).split("\r\n"));
        Reply head = new Reply(Integer.parseInt(bytes.substring(9, 12)), lines.subList(1, lines.size()), "");
        String body = bytes.substring(end + 4);
        return new Reply(
                head.status, head.lines, "chunked".equals(head.header("transfer-encoding")) ? unchunked(body) : body);
    }

    private static String unchunked(String chunked) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int end = chunked.indexOf("\r\n", at);
            int size = Integer.parseInt(chunked.substring(at, end), 16);
            if (size == 0) {
                return body.toString();
            }
            body.append(chunked, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
    }

    /** All values of a header, in order. */
    public List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.substring(0, colon).equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    /** A header that stands once at most; null where it doesn't stand. */
    public String header(String name) {
        List<String> values = headers(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " stands more than once: " + values);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** What the application saw. */
    public Origin.Seen seen() {
        if (header("x-offshoot-error") != null) {
            throw new AssertionError("answered by the gateway, not by an application: " + this);
        }
        return Origin.Seen.of(text());
    }

    /** Who answered: the application's name, or the status and code of an error of the gateway's own. */
    public String who() {
        String error = header("x-offshoot-error");
        return error == null ? seen().who() : status + " " + error;
    }

    /** The body as a JSON object. */
    public Map<String, Object> json() {
        return JsonMapper.shared().readValue(text(), new tools.jackson.core.type.TypeReference<>() {});
    }

    /** The body, read as UTF-8. */
    public String text() {
        return new String(body.getBytes(ISO_8859_1), UTF_8);
    }
}

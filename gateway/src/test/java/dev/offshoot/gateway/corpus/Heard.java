package dev.offshoot.gateway.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a client heard on one connection.
 *
 * @param rest what came after the last whole answer
 */
record Heard(List<Answer> answers, String rest) {
    /** @param serial the origin's number of the request, null where the origin didn't answer */
    record Answer(int status, @Nullable Integer serial, List<String> fields, String body) {
        /** Without its chunks. */
        String plainBody() {
            if (!"chunked".equals(field("transfer-encoding"))) {
                return body;
            }
            StringBuilder plain = new StringBuilder();
            for (int at = 0; ; ) {
                int lineEnd = body.indexOf("\r\n", at);
                int size = Integer.parseInt(body.substring(at, lineEnd), 16);
                if (size == 0) {
                    return plain.toString();
                }
                plain.append(body, lineEnd + 2, lineEnd + 2 + size);
                at = lineEnd + 2 + size + 2;
            }
        }

        @Nullable
        String field(String name) {
            return fields.stream()
                    .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(field -> field.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** @param ended whether the connection ended, which ends an answer without framing */
    static Heard parse(String bytes, boolean ended) {
        List<Answer> answers = new ArrayList<>();
        int at = 0;
        while (at < bytes.length()) {
            int end = bytes.indexOf("\r\n\r\n", at);
            if (!bytes.startsWith("HTTP/1.", at) || end < 0) {
                break;
            }
            List<String> lines = List.of(bytes.substring(at, end).split("\r\n"));
            int status = Integer.parseInt(lines.get(0).substring(9, 12));
            Answer head = new Answer(status, null, lines.subList(1, lines.size()), "");
            int bodyBegin = end + 4;
            int bodyEnd = bodyEnd(head, bytes, bodyBegin, ended);
            if (bodyEnd < 0) {
                break;
            }
            String serial = head.field("x-serial");
            answers.add(new Answer(
                    status,
                    serial == null ? null : Integer.valueOf(serial),
                    head.fields,
                    bytes.substring(bodyBegin, bodyEnd)));
            at = bodyEnd;
        }
        return new Heard(answers, bytes.substring(at));
    }

    private static int bodyEnd(Answer head, String bytes, int from, boolean ended) {
        if (head.status / 100 == 1
                || head.status == 204
                || head.status == 304
                || "HEAD".equals(head.field("x-method"))) {
            return from;
        }
        String length = head.field("content-length");
        if (length != null) {
            int end = from + Integer.parseInt(length);
            // A refused HEAD.
            boolean empty = head.status >= 400 && ended && from == bytes.length();
            return end <= bytes.length() ? end : empty ? from : -1;
        }
        if ("chunked".equalsIgnoreCase(head.field("transfer-encoding"))) {
            return chunksEnd(bytes, from);
        }
        return ended ? bytes.length() : -1;
    }

    private static int chunksEnd(String bytes, int from) {
        int at = from;
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return -1;
            }
            int size =
                    Integer.parseInt(bytes.substring(at, lineEnd).split(";")[0].strip(), 16);
            if (size == 0) {
                int end = bytes.startsWith("\r\n", lineEnd + 2) ? lineEnd + 4 : bytes.indexOf("\r\n\r\n", lineEnd) + 4;
                return end < lineEnd ? -1 : end;
            }
            at = lineEnd + 2 + size + 2;
            if (at > bytes.length()) {
                return -1;
            }
        }
    }

    List<Integer> statuses() {
        return answers.stream().map(Answer::status).toList();
    }

    List<Integer> serials() {
        List<Integer> serials = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer.serial != null) {
                serials.add(answer.serial);
            }
        }
        return serials;
    }
}

package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** An HTTP/1.1 request that is sent as it is written, one byte per char, on a connection of its own. */
public final class Ask {
    private final String method;
    private final String host;
    private final String target;
    private final List<String> lines = new ArrayList<>();
    private String body = "";
    private String from = "127.0.0.1";

    private Ask(String method, String host, String target) {
        this.method = method;
        this.host = host;
        this.target = target;
    }

    public static Ask get(String host) {
        return get(host, "/");
    }

    public static Ask get(String host, String target) {
        return new Ask("GET", host, target);
    }

    public static Ask method(String method, String host, String target) {
        return new Ask(method, host, target);
    }

    /** A header line; a name may stand repeatedly. */
    public Ask header(String name, String value) {
        lines.add(name + ": " + value);
        return this;
    }

    /** Header lines, {@code name: value}. */
    public Ask lines(String... more) {
        lines.addAll(List.of(more));
        return this;
    }

    /** A body with its {@code Content-Length}. */
    public Ask body(String text) {
        body = text;
        return header("Content-Length", Integer.toString(text.length()));
    }

    /** From another address of the loopback network. */
    public Ask from(String address) {
        from = address;
        return this;
    }

    /** Sends it to a port on loopback and reads the whole answer. */
    public Reply to(int port) {
        return raw(from, port, http1("Connection: close"));
    }

    /** As it is sent in HTTP/1.1. */
    public String http1(String... more) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        lines.forEach(line -> request.append(line).append("\r\n"));
        List.of(more).forEach(line -> request.append(line).append("\r\n"));
        return request + "\r\n" + body;
    }

    /** As it is sent in HTTP/2: name and value by turns. */
    List<String> http2(String scheme) {
        List<String> fields =
                new ArrayList<>(List.of(":method", method, ":scheme", scheme, ":path", target, ":authority", host));
        for (String line : lines) {
            int colon = line.indexOf(':');
            fields.add(line.substring(0, colon).toLowerCase(java.util.Locale.ROOT));
            fields.add(line.substring(colon + 1).strip());
        }
        return fields;
    }

    String body() {
        return body;
    }

    String host() {
        return host;
    }

    /** Sends any bytes and reads the one answer, until the other side closes. */
    public static Reply raw(int port, String bytes) {
        return raw("127.0.0.1", port, bytes);
    }

    private static Reply raw(String from, int port, String bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            return Reply.parse(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "port " + port + ", asked: " + bytes.lines().findFirst(), e);
        }
    }

    @Override
    public String toString() {
        return method + " " + host + target + " " + lines;
    }
}

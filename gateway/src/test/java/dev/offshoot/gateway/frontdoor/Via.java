package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** How a client speaks to the URL listener. */
enum Via {
    H1,
    H1_TLS,
    H2C,
    H2_TLS;

    boolean http2() {
        return this == H2C || this == H2_TLS;
    }

    boolean tls() {
        return this == H1_TLS || this == H2_TLS;
    }

    String scheme() {
        return tls() ? "https" : "http";
    }

    int port(FrontDoor gateway) {
        return tls() ? gateway.tlsPort() : gateway.port();
    }

    /** On a connection of its own. */
    Reply ask(FrontDoor gateway, Ask ask) {
        if (http2()) {
            try (Http2Client client = http2(gateway, ask.host())) {
                return client.ask(ask.http2(scheme()), ask.body());
            }
        }
        return raw(gateway, ask.host(), ask.http1("Connection: close"));
    }

    /** Sends any bytes, of HTTP/1, and reads the one answer, until the other side closes. */
    Reply raw(FrontDoor gateway, String host, String bytes) {
        try (Socket socket = http1(gateway, host)) {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            return Reply.parse(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(this + ", asked: " + bytes.lines().findFirst(), e);
        }
    }

    Http2Client http2(FrontDoor gateway, String host) {
        return new Http2Client(port(gateway), tls() ? name(host) : null);
    }

    private static String name(String host) {
        return host.replaceFirst(":[0-9]+$", "");
    }

    Socket http1(FrontDoor gateway, String host) throws IOException {
        if (tls()) {
            return TlsSockets.connect(TlsSockets.context(), "127.0.0.1", port(gateway), name(host), "http/1.1");
        }
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(gateway));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return socket;
    }
}

package dev.offshoot.clustertests;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP/1.1 connection that is kept: asked again and again, and dialled anew when it ended. Of one thread. */
final class KeptConnection implements AutoCloseable {
    private static final int PATIENCE = 10_000;

    private final InetSocketAddress address;
    private Socket socket;
    private InputStream in;

    KeptConnection(InetSocketAddress address) {
        this.address = address;
    }

    /**
     * What a GET is answered.
     *
     * @param headers each ending in CRLF
     * @return the status code and the body, with a blank between
     */
    String get(String host, String headers) throws IOException {
        if (socket == null) {
            socket = new Socket(address.getAddress(), address.getPort());
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        int length = 0;
        boolean ends = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
            ends |= lower.startsWith("connection: close");
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (ends) {
            close();
        }
        return status.split(" ")[1] + " " + body;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended within an answer's head: \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}

package dev.offshoot.clustertests;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A small JVM program for pods: answers {@code GET /<host name>} with the address that the pod's resolver gives for it. */
final class PodProgram {
    private PodProgram() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            String host = exchange.getRequestURI().getPath().substring(1);
            byte[] answer = InetAddress.getByName(host).getHostAddress().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }
}

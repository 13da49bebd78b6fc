package dev.offshoot.clustertests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A developer's program: answers on a loopback port, as the load's pods do, with the name that it is given. */
final class AnsweringMain {
    private AnsweringMain() {}

    /** @param arguments the name; the port is the system property {@code server.port} */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.getInteger("server.port");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            byte[] answer = (arguments[0] + " process 127.0.0.1").getBytes(US_ASCII);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }
}

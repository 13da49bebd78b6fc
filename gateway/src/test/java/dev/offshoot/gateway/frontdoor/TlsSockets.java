package dev.offshoot.gateway.frontdoor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Clients' connections in TLS that take any certificate, and what they saw of the handshake. */
public final class TlsSockets {
    private static final TrustManager ANY = new X509ExtendedTrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private TlsSockets() {}

    /** A context of its own: no session is resumed unless it is used again. */
    static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {ANY}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Shakes hands; {@code server} null names none. */
    static SSLSocket connect(SSLContext context, String from, int port, String server, String... alpn)
            throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(20_000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(alpn);
        if (server != null) {
            parameters.setServerNames(List.of(new SNIHostName(server)));
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
        return socket;
    }

    /** The serial number, in hexadecimal, of the certificate that a fresh handshake shows. */
    static String serial(int port, String server) {
        try (SSLSocket socket = connect(context(), "127.0.0.1", port, server, "http/1.1")) {
            return serial(socket);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String serial(SSLSocket socket) throws IOException {
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return shown.getSerialNumber().toString(16);
    }
}

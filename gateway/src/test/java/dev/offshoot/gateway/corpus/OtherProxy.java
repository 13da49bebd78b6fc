package dev.offshoot.gateway.corpus;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.offshoot.gateway.frontdoor.FrontDoor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * nginx or haproxy of the system, on loopback ports before both of the gateway's, with kept connections behind it. It marks each
 * request that it sees. Ended by its process.
 */
final class OtherProxy implements Way {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final String name;
    private final int url = FrontDoor.freePort();
    private final int intercepted = FrontDoor.freePort();
    private final Path folder;
    private final Process process;

    private OtherProxy(String name, Direct behind) {
        this.name = name;
        try {
            folder = Files.createTempDirectory("offshoot-" + name);
            if (ROOT) {
                // Its processes run as nobody.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            Path config =
                    Files.writeString(folder.resolve("config"), name.equals("nginx") ? nginx(behind) : haproxy(behind));
            List<String> command = name.equals("nginx")
                    ? List.of(path(name), "-p", folder.toString(), "-e", "stderr", "-c", config.toString())
                    : List.of(path(name), "-db", "-f", config.toString());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        await(name + " listens, or says in " + folder + "/log why it doesn't")
                .atMost(Duration.ofSeconds(60))
                .until(() -> listens(url) && listens(intercepted));
    }

    /** Skips the calling test with one line where it isn't installed, or fails it where {@code OFFSHOOT_REQUIRE=all}. */
    static OtherProxy start(String name, Direct behind) {
        boolean missing = !new File(path(name)).canExecute();
        if (missing && "all".equals(System.getenv("OFFSHOOT_REQUIRE"))) {
            throw new AssertionError(path(name) + " isn't there (expected: it is, since OFFSHOOT_REQUIRE=all)");
        }
        assumeTrue(!missing, path(name) + " isn't there");
        return new OtherProxy(name, behind);
    }

    private static String path(String name) {
        return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/")
                .map(folder -> folder + name)
                .filter(file -> new File(file).canExecute())
                .findFirst()
                .orElse("/usr/sbin/" + name);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String nginx(Direct behind) {
        String server = """
                  upstream to%1$d { server 127.0.0.1:%1$d; keepalive 8; }
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      proxy_pass http://to%1$d;
                      proxy_http_version 1.1;
                      proxy_set_header Host $http_host;
                      proxy_set_header Connection "";
                      proxy_set_header %3$s $request_id;
                    }
                  }
                """;
        return """
                %sworker_processes 1;
                daemon off;
                pid %s/pid;
                events { worker_connections 512; }
                http {
                  access_log off;
                  client_max_body_size 0;
                  client_body_temp_path %s/body;
                  proxy_temp_path %s/proxy;
                  fastcgi_temp_path %s/fastcgi;
                  uwsgi_temp_path %s/uwsgi;
                  scgi_temp_path %s/scgi;
                %s%s}
                """.formatted(
                        ROOT ? "user nobody nogroup;\n" : "",
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        server.formatted(behind.url(), url, MARK),
                        server.formatted(behind.intercepted(), intercepted, MARK));
    }

    private String haproxy(Direct behind) {
        String pair = """
                frontend from%2$d
                  bind 127.0.0.1:%2$d
                  http-request set-header %3$s %%[uuid()]
                  default_backend to%1$d
                backend to%1$d
                  http-reuse always
                  server gateway 127.0.0.1:%1$d
                """;
        return """
                global
                  nbthread 1
                %sdefaults
                  mode http
                  timeout connect 20s
                  timeout client 20s
                  timeout server 20s
                %s%s""".formatted(
                        ROOT ? "  user nobody\n  group nogroup\n" : "",
                        pair.formatted(behind.url(), url, MARK),
                        pair.formatted(behind.intercepted(), intercepted, MARK));
    }

    @Override
    public String name() {
        return "behind " + name;
    }

    @Override
    public int port(boolean atInterception) {
        return atInterception ? intercepted : url;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

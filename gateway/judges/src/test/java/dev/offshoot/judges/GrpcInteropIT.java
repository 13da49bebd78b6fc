package dev.offshoot.judges;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.testing.integration.TestServiceClient;
import io.grpc.testing.integration.TestServiceServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * gRPC's interoperability client against its server, directly and through the gateway: all cases that need no cloud credentials.
 * The client's and the server's steps aren't public, so they are called by reflection, as their {@code main} does, in this JVM.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcInteropIT {
    private static final List<String> CASES = List.of(
            "empty_unary",
            "cacheable_unary",
            "large_unary",
            "client_compressed_unary",
            "client_compressed_unary_noprobe",
            "server_compressed_unary",
            "client_streaming",
            "client_compressed_streaming",
            "client_compressed_streaming_noprobe",
            "server_streaming",
            "server_compressed_streaming",
            "ping_pong",
            "empty_stream",
            "custom_metadata",
            "status_code_and_message",
            "special_status_message",
            "unimplemented_method",
            "unimplemented_service",
            "cancel_after_begin",
            "cancel_after_first_response",
            "timeout_on_sleeping_server",
            "very_large_request",
            "pick_first_unary");

    private final TestServiceServer server = new TestServiceServer();
    private GatewayProcess gateway;
    private int port;

    @BeforeAll
    void start() throws Exception {
        call(server, "parseArgs", (Object) new String[] {"--port=0", "--use_tls=false"});
        call(server, "start");
        port = (int) call(server, "getPort");
        gateway = GatewayProcess.before(port, "grpc");
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        call(server, "stop");
    }

    @Test
    void noCaseIsWorseThroughTheGatewayThanDirectly() throws Exception {
        List<String> direct = failures("directly", port);
        List<String> url = failures("through the URL listener", gateway.urlPort());
        List<String> tls = failures("through the URL listener in TLS", gateway.tlsPort());
        List<String> intercepted = failures("through an interception listener", gateway.interceptionPort());

        assertThat(direct).as("Java's server can't do these").hasSizeLessThan(CASES.size() / 2);
        assertThat(url).isEqualTo(direct);
        assertThat(tls).isEqualTo(direct);
        assertThat(intercepted).isEqualTo(direct);
    }

    private List<String> failures(String way, int port) throws Exception {
        List<String> failures = new ArrayList<>();
        for (String name : CASES) {
            TestServiceClient client = new TestServiceClient();
            call(client, "parseArgs", (Object) new String[] {
                "--server_host=localhost",
                "--server_port=" + port,
                "--server_host_override=" + GatewayProcess.TLS_HOST,
                "--use_tls=" + (port == gateway.tlsPort()),
                "--use_test_ca=true",
                "--test_case=" + name
            });
            call(client, "setUp");
            try {
                call(client, "run");
            } catch (InvocationTargetException e) {
                failures.add(name);
                System.out.println("[judges] gRPC " + name + " " + way + ": " + e.getCause());
            } finally {
                call(client, "tearDown");
            }
        }
        Judge.say("gRPC interop 1.79.0 " + way + ": " + (CASES.size() - failures.size()) + " of " + CASES.size()
                + "; not: " + failures);
        return failures;
    }

    private static Object call(Object target, String name, Object... arguments) throws Exception {
        for (Method method : target.getClass().getDeclaredMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                method.setAccessible(true);
                return method.invoke(target, arguments);
            }
        }
        throw new NoSuchMethodException(target.getClass() + "." + name);
    }
}

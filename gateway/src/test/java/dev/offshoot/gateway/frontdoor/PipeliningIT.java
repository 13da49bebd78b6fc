package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that come before the answer to the one before (RFC 9112 §9.3.2), the last of which ends the connection (§9.6). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipeliningIT {
    private final Origin web = new Origin("default/web");
    private final int listening = FrontDoor.freePort();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        gateway = FrontDoor.open(new ClusterObjects()
                .root("default")
                .served("default", "web", web, "expose=true")
                .listener("default", "web", "http", listening));
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        web.close();
    }

    private KeptConnection connect(boolean intercepted) throws IOException {
        return new KeptConnection(intercepted ? listening : gateway.port());
    }

    @ParameterizedTest
    @CsvSource({
        "false, Connection: close",
        "true, Connection: close",
        "false, 'Connection: x-hop, Close'",
        "true, 'Connection: x-hop, Close'"
    })
    void theLastIsAnsweredAndEndsTheConnection(boolean intercepted, String close) throws IOException {
        int before = web.requests();
        try (KeptConnection connection = connect(intercepted)) {
            connection.say(
                    get("/first", "x: y") + get("/second", "x: y") + get("/last", close) + get("/after", "x: y"));
            String[] answers = connection.hearAll().split("(?=HTTP/1.1 )");
            assertThat(answers).hasSize(3).allMatch(answer -> answer.startsWith("HTTP/1.1 200 "));
            assertThat(Reply.parse(answers[0]).header("connection")).isNull();
            assertThat(Reply.parse(answers[1]).header("connection")).isNull();
            assertThat(Reply.parse(answers[2]).header("connection")).isEqualTo("close");
            assertThat(web.requests()).isEqualTo(before + 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void theBodyOfTheLastIsTakenWhole(boolean intercepted) throws IOException {
        web.begin();
        try (KeptConnection connection = connect(intercepted)) {
            connection.say(get("/", "x-answer-in-parts: 1"));
            connection.hearUntil("first\r\n");
            connection.say(
                    "POST / HTTP/1.1\r\nHost: web.localhost\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
            connection.say("def");
            web.goOn();
            String rest = connection.hearAll();
            assertThat(rest).contains(" second");
            assertThat(Reply.parse(rest.substring(rest.indexOf("HTTP/1.1"))).status())
                    .isEqualTo(200);
        }
    }

    private static String get(String path, String line) {
        return "GET " + path + " HTTP/1.1\r\nHost: web.localhost\r\n" + line + "\r\n\r\n";
    }
}

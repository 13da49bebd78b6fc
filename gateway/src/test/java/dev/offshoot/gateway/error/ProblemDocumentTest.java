package dev.offshoot.gateway.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ProblemDocumentTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void allMembersStandInAFixedOrder() {
        Refuse refusal = new Refuse(
                ErrorCode.UNKNOWN_SPACE,
                "No space is named \"alcie\".",
                "alcie",
                "default/shop",
                List.of("alice", "malice"));

        assertThat(new String(ProblemDocument.json(refusal), UTF_8))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"No space is named \\\"alcie\\\".\",\"code\":\"unknown-space\","
                        + "\"space\":\"alcie\",\"service\":\"default/shop\",\"nearest\":[\"alice\",\"malice\"]}\n");
    }

    @Test
    void whatThereIsNothingToSayAboutIsLeftOut() {
        Map<?, ?> read = JSON.readValue(ProblemDocument.json(ErrorCode.BAD_REQUEST, "No."), Map.class);

        assertThat(read.keySet().stream().map(String::valueOf))
                .containsExactly("type", "title", "status", "detail", "code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\/", "a\u0000\u0001\u001f\u007f\r\n\t", "grüße 😀", "lone \ud83d half", "</script>"})
    void anyDetailComesBackAsItWas(String detail) {
        Map<?, ?> read = JSON.readValue(ProblemDocument.json(ErrorCode.INTERNAL, detail), Map.class);

        assertThat(read.get("detail")).isEqualTo(detail);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasATitle(ErrorCode code) {
        Map<?, ?> read = JSON.readValue(ProblemDocument.json(code, "Why."), Map.class);

        assertThat(read.get("status")).isEqualTo(code.status());
        assertThat((String) read.get("title")).isNotBlank();
        assertThat(read.get("code")).isEqualTo(code.code());
    }
}

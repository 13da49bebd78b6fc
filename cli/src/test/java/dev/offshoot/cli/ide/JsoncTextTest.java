package dev.offshoot.cli.ide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsoncTextTest {
    /** A line break is written as a bar, a tab as a circumflex. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"a": []}; {"a": [|    1|]}
            {|  "a": []|}; {|  "a": [|    1|  ]|}
            {|^"a": [|^^// none yet|^]|}; {|^"a": [|^^// none yet|^^1|^]|}
            {|  "a": [|    0|  ]|}; {|  "a": [|    0,|    1|  ]|}
            {|  "a": [|    0, // zero|    /* that's all, */|  ],|}; {|  "a": [|    0, // zero|    /* that's all, */|    1,|  ],|}
            {|  "a": [|    0 // zero, the last|  ]|}; {|  "a": [|    0, // zero, the last|    1|  ]|}
            {|  "a": [0 /* ,, */ ]|}; {|  "a": [0, /* ,, */|    1|  ]|}
            {|  "a": ["]//,"]|}; {|  "a": ["]//,",|    1|  ]|}
            """)
    void anItemComesLastAndAllElseStays(String before, String after) {
        JsoncText text = new JsoncText(lines(before));
        assertThat(text.appended(text.array("a"), 1).toString()).isEqualTo(lines(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {}; {|    "b": 1|}
            {|  // empty|}; {|  // empty|    "b": 1|}
            {|  "a": 0|}; {|  "a": 0,|  "b": 1|}
            {|  "a": {"b": 0}, // "b"|}; {|  "a": {"b": 0}, // "b"|  "b": 1,|}
            {|  "b" : /* two */ 2.0|}; {|  "b" : /* two */ 1|}
            """)
    void aMemberIsAddedOrReplacedAndAllElseStays(String before, String after) {
        JsoncText text = new JsoncText(lines(before));
        assertThat(text.with(text.root(), "b", 1).toString()).isEqualTo(lines(after));
    }

    @Test
    void lineEndsAndAByteOrderMarkStay() {
        JsoncText text = new JsoncText("\uFEFF{\r\n\t\"a\": [\r\n\t\t0\r\n\t]\r\n}\r\n");
        Map<String, Object> item = new LinkedHashMap<>(Map.of("x", List.of("é\"")));
        assertThat(text.appended(text.array("a"), item).toString())
                .isEqualTo(
                        "\uFEFF{\r\n\t\"a\": [\r\n\t\t0,\r\n\t\t{\r\n\t\t\t\"x\": [\r\n\t\t\t\t\"é\\\"\"\r\n\t\t\t]\r\n\t\t}"
                                + "\r\n\t]\r\n}\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "// nothing",
                "{\"a\": [}",
                "{\"a\": 1 \"b\": 2}",
                "{\"a\": 1, \"a\": 2}",
                "{} {}",
                "{\"a\": 'x'}",
                "{\"a\": \"unended}",
                "{\"a\": [1}",
            })
    void whatVsCodeWouldNotUnderstandIsRefused(String text) {
        assertThatThrownBy(() -> new JsoncText(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsWrongIsToldWithItsLine() {
        assertThatThrownBy(() -> new JsoncText("{\n  \"a\": nothing\n}"))
                .hasMessageStartingWith("line 2: Unrecognized token 'nothing'");
    }

    private static String lines(String text) {
        return String.join("\n", Arrays.asList(text.split("\\|", -1))).replace('^', '\t');
    }
}

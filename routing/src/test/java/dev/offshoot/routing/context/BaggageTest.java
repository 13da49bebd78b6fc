package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lines of one header are separated by {@code |} in the tables. Rows marked W3C are the specification's own examples, with
 * our member added.
 */
class BaggageTest {
    private static final String OWN = "offshoot-space=alice";

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(null, null),
                arguments("", null),
                arguments(" , ,", null),
                arguments(OWN, "alice"),
                // W3C: the example of three members
                arguments(
                        "key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue", null),
                arguments(
                        "key1=value1;property1;property2, " + OWN + ", key3=value3; propertyKey=propertyValue",
                        "alice"),
                // W3C: one header, several headers, blanks
                arguments("userId=alice,serverNode=DF%2028,isProduction=false," + OWN, "alice"),
                arguments("userId=alice|serverNode=DF%2028," + OWN + "|isProduction=false", "alice"),
                arguments("userId =   alice|serverNode = DF%2028, offshoot-space =  bob", "bob"),
                arguments("\t offshoot-space \t = \t alice \t , \t b \t = \t c \t", "alice"),
                // Properties
                arguments(OWN + ";p", "alice"),
                arguments(OWN + " ; p = v;q", "alice"),
                arguments("a=1;offshoot-space=bob," + OWN, "alice"),
                // Escapes
                arguments("offshoot-space=%61li%63e", "alice"),
                arguments("offshoot-space=alice%", "alice%"),
                arguments("offshoot-space=alice%2", "alice%2"),
                arguments("offshoot-space=%zzlice", "%zzlice"),
                arguments("offshoot-space=%C3%A4", "%C3%A4"),
                arguments("offshoot-space=a%2Cb", "a,b"),
                // Keys are case-sensitive tokens, and ours ends where it ends
                arguments("Offshoot-Space=alice", null),
                arguments("offshoot-spaces=alice,xoffshoot-space=bob", null),
                // Malformed values of ours
                arguments("offshoot-space", ""),
                arguments("offshoot-space=", ""),
                arguments("offshoot-space;p=alice", ""),
                arguments("offshoot-space==alice", "=alice"),
                // Others' nonsense doesn't matter
                arguments("=,;,\"x\\y\"=ä,," + OWN, "alice"),
                // Twice
                arguments(OWN + "," + OWN, "alice"),
                arguments(OWN + "|offshoot-space=bob", "alice,bob"),
                arguments("offshoot-space=bob,offshoot-space=x,offshoot-space=alice", "bob,x"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void readsOurMemberAmongOthers(String header, String value) {
        assertThat(Baggage.space(request(header))).isEqualTo(value);
    }

    @Test
    void readsOurMemberBehindMoreThanTheLimit() {
        assertThat(Baggage.space(request(members(200) + "," + OWN))).isEqualTo("alice");
    }

    /**
     * What a request carries, and what is sent on in the child space alice and in a root; {@code -} where the header stays
     * as it is.
     */
    static Stream<Arguments> edits() {
        return Stream.of(
                arguments(null, OWN, "-"),
                arguments("", OWN, "-"),
                arguments(OWN, OWN, null),
                arguments("offshoot-space=bob", OWN, null),
                arguments("offshoot-space", OWN, null),
                arguments("a=1", "a=1," + OWN, "-"),
                arguments("a=1, b=2;p;q = r ,c = 3", "a=1, b=2;p;q = r ,c = 3," + OWN, "-"),
                arguments("a=1, offshoot-space=bob, b=2", "a=1, b=2," + OWN, "a=1, b=2"),
                arguments("offshoot-space=bob;p,a=%zz", "a=%zz," + OWN, "a=%zz"),
                arguments("a=1|b=2", "a=1,b=2," + OWN, "-"),
                arguments("a=1|offshoot-space=bob|b=2,offshoot-space=x", "a=1,b=2," + OWN, "a=1,b=2"),
                arguments("a=1,a=2,a=1", "a=1,a=2,a=1," + OWN, "-"),
                arguments(members(63), members(63) + "," + OWN, "-"),
                arguments(members(64), "-", "-"),
                arguments(members(64) + ",offshoot-space=bob", members(64), members(64)),
                arguments(ofLength(8192 - 21), ofLength(8192 - 21) + "," + OWN, "-"),
                arguments(ofLength(8192 - 20), "-", "-"),
                arguments("offshoot-space=bob," + ofLength(8192), ofLength(8192), ofLength(8192)));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void putsOurMemberInPlaceOfTheFormerOneUnlessTheListIsFull(String header, String inChild, String inRoot) {
        assertThat(after(header, Baggage.edit(request(header), "alice"))).isEqualTo(inChild);
        assertThat(after(header, Baggage.edit(request(header), null))).isEqualTo(inRoot);
    }

    private static String after(String header, HeaderEdit edit) {
        return edit == null ? "-" : edit.value();
    }

    private static TestRequest request(String lines) {
        TestRequest request = TestRequest.EMPTY;
        for (String line : lines == null ? new String[0] : lines.split("\\|", -1)) {
            request = request.with("baggage", line);
        }
        return request;
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
    }

    private static String ofLength(int length) {
        char[] value = new char[length - 2];
        Arrays.fill(value, 'v');
        return "k=" + new String(value);
    }
}

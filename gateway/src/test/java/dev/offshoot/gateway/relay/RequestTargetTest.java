package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "/a?b,/a?b",
        "*,*",
        "//evil.example/x,//evil.example/x",
        "http://host/a//b?c,/a//b?c",
        "http://host,/",
        "http://host?q,/?q",
        "@evil,@evil"
    })
    void absoluteFormBecomesOriginForm(String target, String sent) {
        assertThat(RequestTarget.originForm(target)).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        // own, as Spring sees it after filters, what goes upstream
        "/a[1]|,http://h/a%5B1%5D%7C,/a[1]|",
        "/100%,http://h/100%25,/100%",
        "/%zz,http://h/%25zz,/%zz",
        "/a%2Fb,http://h/a%2Fb,/a%2Fb",
        "/ä?ü,http://h/%C3%A4?%C3%BC,/ä?ü",
        "*,http://h/*,*",
        "//x/y,http://h//x/y,//x/y",
        "/a/b?c,http://h/b?c,/b?c",
        "/a,http://h/a?q=9,/a?q=9",
        "/a[,http://h/a,/a",
        "/a,http://h/a%5B,/a%5B",
        "/,http://h,/"
    })
    void targetThatNoFilterChangedStaysAsItCame(String own, URI seen, String sent) {
        assertThat(RequestTarget.afterFilters(own, seen)).isEqualTo(sent);
    }
}

package dev.offshoot.routing.context;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of reading a context as they are told to people: first write down all that the request says, then choose. */
final class NaiveContextReader {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern TRACE = Pattern.compile(
            "(?!ff)(00-(?<a>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}|(?!00)[0-9a-f]{2}-(?<b>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?)");

    private record Claim(Source source, String space) {}

    private final TestRequest request;
    private final KnownSpaces spaces;
    private final List<Claim> claims = new ArrayList<>();

    private NaiveContextReader(TestRequest request, KnownSpaces spaces) {
        this.request = request;
        this.spaces = spaces;
    }

    /** {@code SOURCE space}, or {@code rejected}. */
    static String read(
            TestRequest request,
            KnownSpaces spaces,
            SeenTraces seen,
            ReadOptions options,
            String calledSpace,
            String urlSpace) {
        NaiveContextReader reader = new NaiveContextReader(request, spaces);
        if (urlSpace != null) {
            reader.claim(Source.URL_PREFIX, List.of(urlSpace));
        }
        if (options.trustContext()) {
            List<String> header = request.headers("x-offshoot-space").stream()
                    .map(String::trim)
                    .distinct()
                    .toList();
            if (header.size() > 1
                    || header.stream().anyMatch(value -> !LABEL.matcher(value).matches())) {
                return "rejected";
            }
            reader.claim(
                    Source.SPACE_HEADER,
                    header.stream()
                            .map(value -> spaces.isSpace(value) ? value : spaces.rootOf(calledSpace))
                            .toList());
            reader.claim(Source.BAGGAGE, reader.members("baggage", "offshoot-space"));
            if (String.join(",", request.headers("tracestate")).split(",").length <= 32) {
                reader.claim(Source.TRACESTATE, reader.members("tracestate", "offshoot"));
            }
            for (String alias : options.aliasHeaders()) {
                reader.claim(Source.ALIAS_HEADER, request.headers(alias));
            }
        }
        boolean navigation = "navigate".equals(request.header("sec-fetch-mode"));
        if (options.contextFromOrigin() && !navigation) {
            reader.claimPage(Source.ORIGIN, request.header("origin"));
            reader.claimPage(Source.REFERER, request.header("referer"));
        }
        if (options.trustContext()) {
            reader.claimTrace(seen);
        }
        String pod = request.peerAddress() == null ? null : spaces.spaceOfPod(request.peerAddress());
        reader.claim(Source.CALLING_POD, pod == null ? List.of() : List.of(pod));
        reader.claim(Source.CALLED_SERVICE, List.of(calledSpace));
        return reader.claims.get(0).source() + " " + reader.claims.get(0).space();
    }

    /** Values that agree on a space; all else is ignored. */
    private void claim(Source source, List<String> values) {
        List<String> different = values.stream().map(String::trim).distinct().toList();
        if (different.size() == 1 && spaces.isSpace(different.get(0))) {
            claims.add(new Claim(source, different.get(0)));
        }
    }

    private void claimPage(Source source, String url) {
        if (url == null) {
            return;
        }
        Matcher page = Pattern.compile("https?://([^/?#@]+)([/?#].*)?").matcher(url);
        if (page.matches() && spaces.spaceOfHost(page.group(1)) != null) {
            claims.add(new Claim(source, spaces.spaceOfHost(page.group(1))));
        }
    }

    private void claimTrace(SeenTraces seen) {
        List<String> headers = request.headers("traceparent");
        Matcher trace = TRACE.matcher(headers.isEmpty() ? "" : headers.get(0).trim());
        if (headers.size() != 1 || !trace.matches()) {
            return;
        }
        String id = trace.group("a") != null ? trace.group("a") : trace.group("b");
        String parent = headers.get(0).trim().split("-")[2];
        if (id.matches("0+") || parent.matches("0+")) {
            return;
        }
        String tagged = spaces.spaceOfTraceTag(Long.parseUnsignedLong(id.substring(0, 16), 16));
        claim(Source.TRACE_ID, tagged == null ? List.of() : List.of(tagged));
        String space = seen.space(id);
        claim(Source.SEEN_TRACE, space == null ? List.of() : List.of(space));
    }

    private List<String> members(String header, String key) {
        List<String> values = new ArrayList<>();
        for (String member : String.join(",", request.headers(header)).split(",")) {
            String pair = member.split(";", -1)[0];
            if (pair.trim().equals(key)) {
                values.add("");
            } else if (pair.trim().startsWith(key + "=")) {
                values.add(pair.trim().substring(key.length() + 1).replace("%61", "a"));
            }
        }
        return values;
    }
}

package dev.offshoot.gateway.listen;

import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What HTTP itself forbids in a request's head and Netty's codec lets through: versions other than 1.0 and 1.1, CONNECT and TRACE,
 * malformed targets and hosts (RFC 9112 §3.2), doubtful framing (RFC 9112 §6.1), too many headers. Pure.
 */
final class FrontCheck {
    private FrontCheck() {}

    /** Why an HTTP/1 request is refused, or null if it may pass. */
    static @Nullable Refuse http1(
            FrontRules rules, HttpVersion version, HttpMethod method, String target, HttpHeaders headers) {
        if (version.majorVersion() != 1 || version.minorVersion() > 1) {
            return bad("version: " + shown(version.text()) + " (expected: HTTP/1.0 or HTTP/1.1)");
        }
        String codingProblem = transferCoding(headers);
        if (codingProblem != null) {
            return bad(codingProblem);
        }
        return head(rules, method, target, headers);
    }

    /** Servers differ in what else they take for chunked (RFC 9112 §6.1), and in which of two lines counts. */
    private static @Nullable String transferCoding(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return null;
        }
        if (headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() > 1) {
            return "Transfer-Encoding: more than one line (expected: at most one)";
        }
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        return "chunked".equalsIgnoreCase(coding)
                ? null
                : "Transfer-Encoding: " + shown(String.valueOf(coding)) + " (expected: chunked)";
    }

    /** Why a request of any HTTP version is refused, or null if it may pass. */
    static @Nullable Refuse head(FrontRules rules, HttpMethod method, String target, HttpHeaders headers) {
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            return refuse(ErrorCode.METHOD_NOT_ALLOWED, "method: " + method + " (expected: neither CONNECT nor TRACE)");
        }
        if (headers.size() > rules.maxHeaders()) {
            return refuse(
                    ErrorCode.HEADERS_TOO_LARGE,
                    "header fields: " + headers.size() + " (expected: at most " + rules.maxHeaders() + ")");
        }
        String hostProblem = host(rules, headers);
        if (hostProblem != null) {
            return bad(hostProblem);
        }
        String targetProblem = target(method, target, headers.get(HttpHeaderNames.HOST));
        return targetProblem == null ? null : bad(targetProblem);
    }

    private static @Nullable String host(FrontRules rules, HttpHeaders headers) {
        List<String> all = headers.getAll(HttpHeaderNames.HOST);
        if (all.size() > 1) {
            return "Host: " + all.size() + " lines (expected: one)";
        }
        String host = all.isEmpty() ? "" : all.get(0);
        if (host.isEmpty()) {
            return rules.hostRequired() ? "Host: none (expected: one)" : null;
        }
        return Authority.isValid(host) ? null : "Host: " + shown(host) + " (expected: a host, or host:port)";
    }

    private static @Nullable String target(HttpMethod method, String target, @Nullable String host) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                return "request target: " + shown(target) + " (expected: no spaces and no control characters)";
            }
        }
        if (target.startsWith("/")) {
            return null;
        }
        if (target.equals("*")) {
            return method.equals(HttpMethod.OPTIONS) ? null : "request target: * (expected: only with OPTIONS)";
        }
        String authority = Authority.ofAbsolute(target);
        if (authority == null) {
            return "request target: " + shown(target) + " (expected: a path that begins with /)";
        }
        if (host != null && !host.isEmpty() && !authority.equalsIgnoreCase(host)) {
            return "request target: " + shown(target) + " (expected: the host that Host names, " + shown(host) + ")";
        }
        return null;
    }

    private static Refuse bad(String detail) {
        return refuse(ErrorCode.BAD_REQUEST, detail);
    }

    private static Refuse refuse(ErrorCode code, String detail) {
        return new Refuse(code, detail, null, null, List.of());
    }

    private static String shown(String value) {
        return '"' + (value.length() <= 200 ? value : value.substring(0, 200) + "…") + '"';
    }
}

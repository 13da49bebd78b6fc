package dev.offshoot.shop.web;

import dev.offshoot.shop.http.Answer;
import dev.offshoot.shop.http.Request;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Signing in, as applications do it that know their public address: the cookie is for that host, and the redirect goes to that
 * absolute URL, whatever host the browser used.
 */
final class Login {
    private static final String COOKIE = "shop_user";
    private static final int LONGEST = 40;

    private final String publicUrl;

    /** @param publicUrl such as {@code http://shop.example.com}; empty where the address isn't known: then both stay relative */
    Login(String publicUrl) {
        this.publicUrl = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
    }

    Answer in(Request request) throws IOException {
        String name = request.field("name").strip();
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "name: " + name.length() + " characters (expected: 1 to " + LONGEST + ")");
        }
        return back(URLEncoder.encode(name, StandardCharsets.UTF_8), "");
    }

    Answer out(Request request) {
        return back("", "; Max-Age=0");
    }

    /** Empty where nobody is signed in. */
    String user(Request request) {
        return request.cookie(COOKIE);
    }

    private Answer back(String value, String end) {
        String domain =
                publicUrl.isEmpty() ? "" : "; Domain=" + URI.create(publicUrl).getHost();
        return new Answer.SeeOther(
                publicUrl + "/", COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + domain + end);
    }
}

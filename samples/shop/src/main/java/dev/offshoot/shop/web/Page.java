package dev.offshoot.shop.web;

import dev.offshoot.shop.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The page's files, which lie beside this class in {@code page/}. */
final class Page {
    private Page() {}

    static Answer.Content file(String name, String type) throws IOException {
        try (InputStream file = Objects.requireNonNull(Page.class.getResourceAsStream("page/" + name), name)) {
            return new Answer.Content(type, file.readAllBytes());
        }
    }
}

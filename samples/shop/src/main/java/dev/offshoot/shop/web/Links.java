package dev.offshoot.shop.web;

import java.util.Arrays;
import java.util.List;

/** Other environments of the shop that the page links to: {@code SHOP_LINKS}, as {@code name=URL,name=URL}. */
record Links(List<Link> all) {
    record Link(String name, String url) {}

    /** @throws IllegalArgumentException if a part is no {@code name=URL} */
    static Links parse(String text) {
        return new Links(Arrays.stream(text.split(","))
                .filter(part -> !part.isBlank())
                .map(Links::link)
                .toList());
    }

    private static Link link(String part) {
        String[] pair = part.strip().split("=", 2);
        if (pair.length != 2) {
            throw new IllegalArgumentException("SHOP_LINKS: " + part + " (expected: name=URL)");
        }
        return new Link(pair[0], pair[1]);
    }
}

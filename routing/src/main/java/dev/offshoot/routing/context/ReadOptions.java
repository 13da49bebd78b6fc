package dev.offshoot.routing.context;

import java.util.List;

/**
 * What a request's context may be read from.
 *
 * @param trustContext whether headers that carry a context are taken: without it only the URL's prefix, {@code Origin} and
 *     {@code Referer} where opted in, the calling pod and the called Service count
 * @param contextFromOrigin whether the called Service opts into {@code Origin} and {@code Referer}
 * @param aliasHeaders further headers that carry a space's name, lower-case, highest first
 */
public record ReadOptions(boolean trustContext, boolean contextFromOrigin, List<String> aliasHeaders) {
    public ReadOptions {
        aliasHeaders = List.copyOf(aliasHeaders);
    }

    /**
     * Whether a request that is the same but for {@code Origin}, {@code Referer} and Fetch metadata could have got another
     * context than the one from this source, so that caches must be told ({@code Vary}).
     */
    public boolean dependsOnOrigin(Source decided) {
        return contextFromOrigin && decided.compareTo(Source.ORIGIN) >= 0;
    }
}

package dev.offshoot.shop.notifications;

import dev.offshoot.shop.http.Answer;
import dev.offshoot.shop.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One reader of the feed, written as the HTML standard's server-sent events. */
final class Reader implements Answer.EventSource {
    /** A comment now and then shows either side that the other is gone. */
    private static final int IDLE_SECONDS = 5;

    private final Feed feed;
    private long seen;
    private volatile boolean closed;

    /** @param seen the id of the last notice that the reader has */
    Reader(Feed feed, long seen) {
        this.feed = feed;
        this.seen = seen;
    }

    @Override
    public void copyTo(OutputStream out) throws IOException {
        write(out, "retry: 1000\n\n");
        try {
            while (!closed) {
                List<Notice> notices = feed.after(seen, IDLE_SECONDS, () -> closed);
                for (Notice notice : notices) {
                    write(out, "id: " + notice.id() + "\ndata: " + Json.MAPPER.writeValueAsString(notice) + "\n\n");
                    seen = notice.id();
                }
                if (notices.isEmpty()) {
                    write(out, ":\n\n");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        feed.wake();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}

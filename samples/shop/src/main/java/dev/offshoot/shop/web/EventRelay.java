package dev.offshoot.shop.web;

import dev.offshoot.shop.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The notifications' stream, handed on as it comes, so that the page reads it on its own origin. */
final class EventRelay implements Answer.EventSource {
    private final InputStream events;

    EventRelay(InputStream events) {
        this.events = events;
    }

    @Override
    public void copyTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[8_192];
        for (int read = events.read(buffer); read >= 0; read = events.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}

package dev.offshoot.shop.notifications;

import dev.offshoot.shop.RunningService;
import dev.offshoot.shop.Settings;
import dev.offshoot.shop.http.Answer;
import dev.offshoot.shop.http.HttpService;
import dev.offshoot.shop.http.Request;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service {@code notifications}: {@code POST /notices} adds one, {@code GET /events} streams them, the latest first of all. */
public final class Notifications {
    private final Feed feed = new Feed();
    private final Settings settings;

    private Notifications(Settings settings) {
        this.settings = settings;
    }

    public static RunningService start(Settings settings) throws IOException {
        Notifications notifications = new Notifications(settings);
        return new HttpService(settings, settings.port())
                .route("POST", "/notices", notifications::add)
                .route("GET", "/events", notifications::events)
                .start();
    }

    private Answer add(Request request) throws IOException {
        Notice.News news = request.json(Notice.News.class);
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Notice notice = feed.add(id -> new Notice(id, now, news.text(), news.from(), settings.served(List.of())));
        return new Answer.Json(201, new Notice.Posted(notice.id(), notice.served()));
    }

    private Answer events(Request request) {
        return new Answer.Events(new Reader(feed, lastSeen(request.header("Last-Event-ID"))));
    }

    private static long lastSeen(@Nullable String id) {
        return id != null && id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    }
}

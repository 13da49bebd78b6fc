package dev.offshoot.gateway.error;

import dev.offshoot.routing.decision.Decision.Refuse;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.util.HtmlUtils;

/** The small page that a browser shows for an error of the gateway's own. Everything in it is escaped; it loads nothing. */
final class ErrorPage {
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1d2733;--soft:#5b6b7c;--paper:#fbfaf7;--line:#d9d4c7;--mark:#b4442d}
            @media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#9fb0c0;--paper:#161b21;--line:#323b46;--mark:#ff8a6b}}
            body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 system-ui,sans-serif;display:grid;min-height:100vh;place-items:center}
            main{max-width:38rem;padding:2rem;box-sizing:border-box;width:100%}
            h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0 1rem}.code{font:600 .9rem ui-monospace,monospace;color:var(--mark)}
            dl{border-top:1px solid var(--line);padding-top:1rem;display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem}
            dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}p{overflow-wrap:anywhere}footer{color:var(--soft);font-size:.85rem;margin-top:2rem}
            """;

    private ErrorPage() {}

    static String of(Refuse refuse, String title) {
        StringBuilder page = new StringBuilder(2048);
        page.append(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
                .append(refuse.code().status())
                .append(' ')
                .append(HtmlUtils.htmlEscape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><main><div class=\"code\">")
                .append(refuse.code().status())
                .append(' ')
                .append(refuse.code().code())
                .append("</div><h1>")
                .append(HtmlUtils.htmlEscape(title))
                .append("</h1><p>")
                .append(HtmlUtils.htmlEscape(StringUtils.capitalize(refuse.detail())))
                .append("</p>");
        appendFacts(page, refuse);
        return page.append(
                        "<footer>Answered by the Offshoot gateway, not by the application.</footer></main></body></html>\n")
                .toString();
    }

    private static void appendFacts(StringBuilder page, Refuse refuse) {
        if (refuse.space() == null
                && refuse.service() == null
                && refuse.nearest().isEmpty()) {
            return;
        }
        page.append("<dl>");
        appendFact(page, "Space", refuse.space());
        appendFact(page, "Service", refuse.service());
        appendFact(page, "Nearest", refuse.nearest().isEmpty() ? null : String.join(", ", refuse.nearest()));
        page.append("</dl>");
    }

    private static void appendFact(StringBuilder page, String name, @Nullable String value) {
        if (value != null) {
            page.append("<dt>")
                    .append(name)
                    .append("</dt><dd>")
                    .append(HtmlUtils.htmlEscape(value))
                    .append("</dd>");
        }
    }
}

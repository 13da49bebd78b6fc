package dev.offshoot.routing.show;

import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.RouteView;
import dev.offshoot.routing.snapshot.SpaceView;
import java.util.List;

/** Spaces, their URLs, routes and problems as tables and lines for a terminal; each line is ended. */
public final class SpaceText {
    private SpaceText() {}

    public static String spaces(List<SpaceView> spaces) {
        TextTable table = new TextTable("SPACE", "PARENT", "LINEAGE", "OVERRIDES", "STATE");
        for (SpaceView space : spaces) {
            table.row(
                    space.name(),
                    space.parent() == null ? "-" : space.parent(),
                    String.join(" > ", space.lineage()),
                    space.overrides().isEmpty() ? "-" : String.join(",", space.overrides()),
                    space.broken() == null ? "ok" : "broken: " + space.broken());
        }
        return table.toString();
    }

    public static String routes(List<RouteView> routes) {
        TextTable table = new TextTable("SERVICE", "ANSWERED BY", "ENDPOINTS", "NOTE");
        for (RouteView route : routes) {
            long endpoints = route.backends().stream()
                    .mapToLong(backend -> backend.endpoints().size())
                    .sum();
            table.row(route.called().toString(), route.answering().toString(), Long.toString(endpoints), note(route));
        }
        return table.toString();
    }

    /** One host in a line, without scheme and port. */
    public static String urls(List<SpaceView> spaces) {
        TextTable table = new TextTable("SPACE", "HOST");
        spaces.forEach(space -> space.urls().forEach(host -> table.row(space.name(), host)));
        return table.toString();
    }

    /** One problem in a line. */
    public static String problems(List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        problems.forEach(problem -> text.append(problem).append('\n'));
        return text.isEmpty() ? "no problems\n" : text.toString();
    }

    private static String note(RouteView route) {
        if (route.unusable() != null) {
            return route.unusable();
        }
        if (route.tunnelOwner() != null) {
            return "tunnel of " + route.tunnelOwner();
        }
        return route.override() ? "override" : "-";
    }
}

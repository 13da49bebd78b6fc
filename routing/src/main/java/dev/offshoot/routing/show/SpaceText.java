package dev.offshoot.routing.show;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.plan.PlannedService;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.RouteView;
import dev.offshoot.routing.snapshot.SpaceView;
import java.util.ArrayList;
import java.util.List;

/** Spaces, their URLs, routes and problems as tables and lines for a terminal; each line is ended. */
public final class SpaceText {
    private SpaceText() {}

    public static String spaces(List<SpaceView> spaces) {
        TextTable table = new TextTable("SPACE", "PARENT", "LINEAGE", "OVERRIDES", "STATE");
        spaces.forEach(space -> table.row(cells(space).toArray(String[]::new)));
        return table.toString();
    }

    /** With what each space joins, and its hosts. */
    public static String wideSpaces(List<SpaceView> spaces) {
        TextTable table = new TextTable("SPACE", "PARENT", "LINEAGE", "OVERRIDES", "STATE", "JOINS", "HOSTS");
        for (SpaceView space : spaces) {
            List<String> cells = cells(space);
            cells.add(names(space.joins()));
            cells.add(names(space.urls()));
            table.row(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    private static List<String> cells(SpaceView space) {
        return new ArrayList<>(List.of(
                space.name(),
                space.parent() == null ? "-" : space.parent(),
                String.join(" > ", space.lineage()),
                names(space.overrides()),
                space.broken() == null ? "ok" : "broken: " + space.broken()));
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "-" : String.join(",", names);
    }

    public static String routes(List<RouteView> routes) {
        TextTable table = new TextTable("SERVICE", "ANSWERED BY", "ENDPOINTS", "NOTE");
        routes.forEach(route -> table.row(cells(route).toArray(String[]::new)));
        return table.toString();
    }

    /** With each port's protocol and its endpoints' addresses. */
    public static String wideRoutes(List<RouteView> routes) {
        TextTable table = new TextTable("SERVICE", "ANSWERED BY", "ENDPOINTS", "NOTE", "PORTS", "ADDRESSES");
        for (RouteView route : routes) {
            List<String> cells = cells(route);
            cells.add(names(route.backends().stream()
                    .map(port -> port.portNumber() + "/" + port.protocol())
                    .toList()));
            cells.add(names(route.backends().stream()
                    .flatMap(port -> port.endpoints().stream())
                    .map(Endpoint::toString)
                    .toList()));
            table.row(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    private static List<String> cells(RouteView route) {
        long endpoints = route.backends().stream()
                .mapToLong(backend -> backend.endpoints().size())
                .sum();
        return new ArrayList<>(List.of(
                route.called().toString(), route.answering().toString(), Long.toString(endpoints), note(route)));
    }

    /** A Service in a line: what is done to it, and why. */
    public static String plan(List<PlannedService> services) {
        TextTable table = new TextTable("SERVICE", "ACTION", "WHY");
        services.forEach(one -> table.row(one.service().toString(), one.action().toString(), one.why()));
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

package dev.offshoot.gateway.management;

import dev.offshoot.routing.snapshot.RouteView;
import dev.offshoot.routing.snapshot.SpaceView;
import java.util.List;

/** Spaces and routes as tables for a terminal. */
final class SpaceText {
    private SpaceText() {}

    static String spaces(List<SpaceView> spaces) {
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

    static String routes(List<RouteView> routes) {
        TextTable table = new TextTable("SERVICE", "ANSWERED BY", "ENDPOINTS", "NOTE");
        for (RouteView route : routes) {
            long endpoints = route.backends().stream()
                    .mapToLong(backend -> backend.endpoints().size())
                    .sum();
            table.row(route.called().toString(), route.answering().toString(), Long.toString(endpoints), note(route));
        }
        return table.toString();
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

package dev.offshoot.clustertests;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a user does while a controller runs that may be cut off, and when its work is done. */
enum Workload {
    ADDS_OVERRIDE(false, world -> world.orders(CrashWorld.ALICE), world -> world.intercepted(CrashWorld.ROOT)),
    REMOVES_OVERRIDE(true, world -> world.noOrders(CrashWorld.ALICE), Workload::nothingIsLeft),
    DELETES_SERVICE(true, world -> world.noOrders(CrashWorld.ROOT), Workload::nothingIsLeft),
    RECREATES_SERVICE(
            true,
            world -> {
                world.noOrders(CrashWorld.ROOT);
                world.orders(CrashWorld.ROOT);
            },
            world -> world.intercepted(CrashWorld.ROOT)),
    RE_PARENTS(
            true,
            world -> world.parent(CrashWorld.OTHER),
            world -> world.intercepted(CrashWorld.OTHER) && !world.intercepted(CrashWorld.ROOT)),
    TAKES_KEY_AWAY(
            true,
            world -> world.client()
                    .services()
                    .inNamespace(CrashWorld.ROOT)
                    .withName("orders")
                    .edit(service -> {
                        service.getSpec().getSelector().remove("offshoot.dev/intercepted");
                        return service;
                    }),
            world -> world.state().contains("offshoot.dev/reversals") && world.intercepted(CrashWorld.ROOT)),
    LOSES_GATEWAYS(true, CrashWorld::noGateways, world -> !world.intercepted(CrashWorld.ROOT)),
    UNINSTALLS(true, world -> {}, Workload::nothingIsLeft);

    private final boolean interceptedBefore;
    private final Consumer<CrashWorld> action;
    private final Predicate<CrashWorld> done;

    Workload(boolean interceptedBefore, Consumer<CrashWorld> action, Predicate<CrashWorld> done) {
        this.interceptedBefore = interceptedBefore;
        this.action = action;
        this.done = done;
    }

    /** Whether the root's orders are intercepted when it begins. */
    boolean interceptedBefore() {
        return interceptedBefore;
    }

    void act(CrashWorld world) {
        action.accept(world);
    }

    /** Whether the end has been reached, but for what may yet follow from it. */
    boolean done(CrashWorld world) {
        return done.test(world);
    }

    private static boolean nothingIsLeft(CrashWorld world) {
        String state = world.state();
        return !state.contains("offshoot.dev/shadow-of")
                && !state.contains("offshoot.dev/intercepted")
                && !state.contains("kind: \"EndpointSlice\"");
    }
}

package dev.offshoot.controller.report;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;

/**
 * One thing to be told as an Event. Equal ones are one Event, whoever tells them: a new leader tells nothing twice.
 *
 * @param warning whether somebody has something to mend
 * @param reason in camel case
 * @param occasion what tells this from a like thing at another time; empty where there is none
 */
record Telling(ObjectRef about, boolean warning, String reason, String text, String occasion) {
    /** Pods take a while to be ready: that is not worth a word. */
    private static final Duration PODS_START = Duration.ofSeconds(20);

    /** How long it must be true before it is told. */
    Duration patience() {
        return reason.equals(ProblemCode.OVERRIDE_WITHOUT_ENDPOINTS.reason()) ? PODS_START : Duration.ZERO;
    }

    static Telling of(Problem problem) {
        return new Telling(problem.object(), true, problem.code().reason(), problem.text(), "");
    }

    static Telling begun(ServiceKey service, Instant since) {
        return new Telling(
                ObjectRef.service(service),
                false,
                "Intercepted",
                "in-cluster calls pass the gateway since " + since + "; " + OlderConnections.advice(service),
                since.toString());
    }

    /** @param why one sentence without a stop */
    static Telling ended(ServiceKey service, Instant since, boolean failedOpen, String why) {
        return new Telling(
                ObjectRef.service(service),
                failedOpen,
                failedOpen ? "FailedOpen" : "InterceptionEnded",
                "in-cluster calls reach its own endpoints again, whatever their space: " + why,
                since.toString());
    }
}

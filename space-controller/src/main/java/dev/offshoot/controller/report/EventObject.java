package dev.offshoot.controller.report;

import dev.offshoot.routing.facts.ObjectRef;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A telling as the Event to create (events.k8s.io/v1). */
final class EventObject {
    private static final String CONTROLLER = "offshoot.dev/space-controller";

    /** The API's limit for a note, in bytes. */
    private static final int LONGEST_NOTE = 1024;

    /** So that the name with its dot and hash is a DNS subdomain. */
    private static final int LONGEST_NAME = 200;

    private static final Map<String, String> VERSIONS = Map.of(
            "Service", "v1",
            "Namespace", "v1",
            "Pod", "v1",
            "EndpointSlice", "discovery.k8s.io/v1",
            "DevSpace", "offshoot.dev/v1alpha1",
            "Tunnel", "offshoot.dev/v1alpha1");

    private EventObject() {}

    /** Whether the telling is about an object that stands in a cluster. */
    static boolean canBe(Telling telling) {
        return VERSIONS.containsKey(telling.about().kind());
    }

    /**
     * @param uid of the object; null where it isn't known
     * @param instance which of the controllers tells it
     */
    static Event of(Telling telling, @Nullable String uid, String instance, Instant now) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace(telling.about()))
                .withName(name(telling))
                .endMetadata()
                .withEventTime(new MicroTime(time(now)))
                .withType(telling.warning() ? "Warning" : "Normal")
                .withReason(telling.reason())
                .withAction(telling.warning() ? "Judge" : "Intercept")
                .withNote(cut(telling.text()))
                .withRegarding(regarding(telling.about(), uid))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .build();
    }

    /** In the form of a MicroTime. */
    static String time(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").format(time.atOffset(ZoneOffset.UTC));
    }

    /** An Event about a Namespace stands in it, where those see it who work there; of other cluster-scoped kinds, in default. */
    static String namespace(ObjectRef about) {
        if (about.kind().equals("Namespace")) {
            return about.name();
        }
        return about.namespace().isEmpty() ? "default" : about.namespace();
    }

    private static ObjectReference regarding(ObjectRef about, @Nullable String uid) {
        boolean clusterScoped = about.namespace().isEmpty() && !about.kind().equals("Namespace");
        return new ObjectReferenceBuilder()
                .withApiVersion(VERSIONS.get(about.kind()))
                .withKind(about.kind())
                .withNamespace(clusterScoped ? null : namespace(about))
                .withName(about.name())
                .withUid(uid)
                .build();
    }

    static String name(Telling telling) {
        String name = telling.about().name();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME)) + "." + hash(telling);
    }

    private static String hash(Telling telling) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(telling.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private static String cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_NOTE) {
            return text;
        }
        String cut = new String(Arrays.copyOf(bytes, LONGEST_NOTE - 6), StandardCharsets.UTF_8);
        return cut.replace("\uFFFD", "") + "...";
    }
}

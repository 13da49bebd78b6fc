package dev.offshoot.cluster.watch;

import dev.offshoot.cluster.objects.ObjectKey;
import dev.offshoot.cluster.objects.ObjectKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of one kind on their way to the facts, cut down. */
record FactsFollower<T extends HasMetadata>(ObjectKind kind, Intake intake) implements Follower<T> {
    @Override
    public Listing<T> list() {
        List<HasMetadata> objects = new ArrayList<>();
        return new Listing<>() {
            @Override
            public void add(T object) {
                HasMetadata trimmed = trimmed(object);
                if (trimmed != null) {
                    objects.add(trimmed);
                }
            }

            @Override
            public void complete() {
                intake.replace(kind, objects);
            }
        };
    }

    @Override
    public void take(T object, boolean present) {
        ObjectKey key = ObjectKey.of(object);
        HasMetadata trimmed = present ? trimmed(object) : null;
        if (trimmed == null) {
            intake.remove(key);
        } else {
            intake.put(trimmed);
        }
    }

    private static @Nullable HasMetadata trimmed(HasMetadata object) {
        return object instanceof Pod pod ? KnownPods.trimmed(pod) : Trimmed.of(object);
    }
}

package dev.offshoot.cluster.files;

import dev.offshoot.cluster.objects.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * An object that stands in a file.
 *
 * @param place {@code file:line}
 */
record ReadObject(ObjectKey key, HasMetadata object, String place) {}

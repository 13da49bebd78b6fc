package dev.offshoot.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Who is told the objects of one kind, by one thread at a time. Objects are its own to change and cut down. */
interface Follower<T extends HasMetadata> {
    /** A complete list that begins; one that is begun anew before it was complete counts for nothing. */
    Listing<T> list();

    /** Takes an object that is there, or is there no more. */
    void take(T object, boolean present);

    /** A list that is being read, page by page, so that whole objects needn't be kept. */
    interface Listing<T> {
        void add(T object);

        /** What was added is all that there is. */
        void complete();
    }
}

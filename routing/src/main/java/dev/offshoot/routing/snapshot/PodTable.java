package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PodFact;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The child spaces by their Pods' addresses. An address that two spaces' Pods have is nobody's. In shards, so that a change of a
 * few Pods copies little. Immutable.
 */
final class PodTable {
    private static final int SHARDS = 256;

    static final PodTable EMPTY = new PodTable(Collections.nCopies(SHARDS, Map.of()));

    /** What a namespace was and is; null where it wasn't or isn't there. */
    record Change(@Nullable NamespaceFacts before, @Nullable NamespaceFacts after) {}

    private final List<Map<String, List<String>>> shards;

    private PodTable(List<Map<String, List<String>>> shards) {
        this.shards = shards;
    }

    @Nullable
    String spaceOf(String address) {
        String plain = plain(address);
        List<String> spaces = shards.get(shard(plain)).get(plain);
        return spaces != null && spaces.size() == 1 ? spaces.getFirst() : null;
    }

    /** This table with changes; itself where they change nothing. */
    PodTable with(Collection<Change> changes) {
        Map<Integer, Map<String, List<String>>> changed = new HashMap<>();
        for (Change change : changes) {
            TreeSet<String> gone = addresses(change.before);
            TreeSet<String> come = addresses(change.after);
            TreeSet<String> both = new TreeSet<>(gone);
            both.retainAll(come);
            gone.removeAll(both);
            come.removeAll(both);
            gone.forEach(address -> edit(changed, address, name(change.before), false));
            come.forEach(address -> edit(changed, address, name(change.after), true));
        }
        if (changed.isEmpty()) {
            return this;
        }
        List<Map<String, List<String>>> copy = new ArrayList<>(shards);
        changed.forEach(copy::set);
        return new PodTable(copy);
    }

    private void edit(Map<Integer, Map<String, List<String>>> changed, String address, String space, boolean added) {
        Map<String, List<String>> shard =
                changed.computeIfAbsent(shard(address), index -> new HashMap<>(shards.get(index)));
        TreeSet<String> spaces = new TreeSet<>(shard.getOrDefault(address, List.of()));
        if (added) {
            spaces.add(space);
        } else {
            spaces.remove(space);
        }
        if (spaces.isEmpty()) {
            shard.remove(address);
        } else {
            shard.put(address, List.copyOf(spaces));
        }
    }

    private static String name(@Nullable NamespaceFacts facts) {
        return facts == null ? "" : facts.name();
    }

    private static TreeSet<String> addresses(@Nullable NamespaceFacts facts) {
        TreeSet<String> addresses = new TreeSet<>();
        if (facts != null && facts.space() != null && facts.space().parent() != null) {
            for (PodFact pod : facts.pods()) {
                pod.addresses().forEach(address -> addresses.add(plain(address)));
            }
        }
        return addresses;
    }

    private static int shard(String address) {
        int hash = address.hashCode();
        return (hash ^ hash >>> 8) & SHARDS - 1;
    }

    /** One spelling for each IPv6 address (RFC 4291 section 2.2 allows several); literals only, so nothing is looked up. */
    private static String plain(String address) {
        int scope = address.indexOf('%');
        String literal = scope < 0 ? address : address.substring(0, scope);
        if (literal.indexOf(':') < 0) {
            return literal;
        }
        try {
            return InetAddress.getByName(literal).getHostAddress();
        } catch (UnknownHostException e) {
            return literal;
        }
    }
}

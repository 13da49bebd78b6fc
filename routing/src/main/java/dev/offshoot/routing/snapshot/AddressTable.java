package dev.offshoot.routing.snapshot;

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
 * Whose an IP address is: a space's, by its Pods, or a Service's, by its endpoints. An address that two have is nobody's. In
 * shards, so that a change of a few addresses copies little. Immutable.
 */
final class AddressTable {
    private static final int SHARDS = 256;

    static final AddressTable EMPTY = new AddressTable(Collections.nCopies(SHARDS, Map.of()));

    /** The addresses that {@code owner} had and has. */
    record Change(String owner, Collection<String> before, Collection<String> after) {}

    private final List<Map<String, List<String>>> shards;

    private AddressTable(List<Map<String, List<String>>> shards) {
        this.shards = shards;
    }

    @Nullable
    String ownerOf(String address) {
        String plain = plain(address);
        List<String> owners = shards.get(shard(plain)).get(plain);
        return owners != null && owners.size() == 1 ? owners.getFirst() : null;
    }

    /** This table with changes; itself where they change nothing. */
    AddressTable with(Collection<Change> changes) {
        Map<String, TreeSet<String>> edited = new HashMap<>(); // each copied once, however many changes an address has
        for (Change change : changes) {
            TreeSet<String> gone = plain(change.before);
            TreeSet<String> come = plain(change.after);
            TreeSet<String> both = new TreeSet<>(gone);
            both.retainAll(come);
            gone.removeAll(both);
            come.removeAll(both);
            gone.forEach(
                    address -> edited.computeIfAbsent(address, this::ownersOf).remove(change.owner));
            come.forEach(
                    address -> edited.computeIfAbsent(address, this::ownersOf).add(change.owner));
        }
        return edited.isEmpty() ? this : with(edited);
    }

    private AddressTable with(Map<String, TreeSet<String>> edited) {
        Map<Integer, Map<String, List<String>>> changed = new HashMap<>();
        edited.forEach((address, owners) -> {
            Map<String, List<String>> shard =
                    changed.computeIfAbsent(shard(address), index -> new HashMap<>(shards.get(index)));
            if (owners.isEmpty()) {
                shard.remove(address);
            } else {
                shard.put(address, List.copyOf(owners));
            }
        });
        List<Map<String, List<String>>> copy = new ArrayList<>(shards);
        changed.forEach(copy::set);
        return new AddressTable(copy);
    }

    private TreeSet<String> ownersOf(String plain) {
        return new TreeSet<>(shards.get(shard(plain)).getOrDefault(plain, List.of()));
    }

    private static TreeSet<String> plain(Collection<String> addresses) {
        TreeSet<String> plain = new TreeSet<>();
        addresses.forEach(address -> plain.add(plain(address)));
        return plain;
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

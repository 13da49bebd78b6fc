package dev.offshoot.routing.host;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from lower-case names that is asked with a part of a longer text, in whatever case, and makes no String for
 * it: hosts and the spaces in them are looked up once per request. Open addressing, at most half full.
 */
public final class NameTable<V> {
    private record Entry<V>(String name, V value) {}

    private final @Nullable Entry<V>[] slots;

    private NameTable(@Nullable Entry<V>[] slots) {
        this.slots = slots;
    }

    public static <V> NameTable<V> of(Map<String, V> values) {
        int size = Integer.highestOneBit(Math.max(1, values.size())) * 4;
        @SuppressWarnings({"unchecked", "rawtypes"})
        @Nullable
        Entry<V>[] slots = new Entry[size];
        values.forEach((name, value) -> {
            int slot = hash(name, 0, name.length()) & size - 1;
            while (slots[slot] != null) {
                slot = slot + 1 & size - 1;
            }
            slots[slot] = new Entry<>(name, value);
        });
        return new NameTable<>(slots);
    }

    public @Nullable V get(String name) {
        return get(name, 0, name.length());
    }

    /** The value of the name that stands in {@code text} from {@code from} to before {@code to}, ASCII letters in any case. */
    public @Nullable V get(String text, int from, int to) {
        Entry<V> entry = entry(text, from, to);
        return entry == null ? null : entry.value;
    }

    /** The name itself, as the table has it. */
    public @Nullable String name(String text, int from, int to) {
        Entry<V> entry = entry(text, from, to);
        return entry == null ? null : entry.name;
    }

    private @Nullable Entry<V> entry(String text, int from, int to) {
        int mask = slots.length - 1;
        int slot = hash(text, from, to) & mask;
        for (Entry<V> entry = slots[slot]; entry != null; entry = slots[slot]) {
            if (same(entry.name, text, from, to)) {
                return entry;
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    /** Equal for all spellings of a name in either case; four characters a step, since each step waits for the one before. */
    private static int hash(String text, int from, int to) {
        int hash = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            hash = 31 * 31 * 31 * 31 * hash
                    + 31 * 31 * 31 * caseless(text, i)
                    + 31 * 31 * caseless(text, i + 1)
                    + 31 * caseless(text, i + 2)
                    + caseless(text, i + 3);
        }
        for (; i < to; i++) {
            hash = 31 * hash + caseless(text, i);
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** Takes some other characters for each other too, which only makes them meet in one slot. */
    private static int caseless(String text, int index) {
        return text.charAt(index) | 0x20;
    }

    private static boolean same(String name, String text, int from, int to) {
        if (name.length() != to - from) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = text.charAt(from + i);
            if (name.charAt(i) != c && name.charAt(i) != lower(c)) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}

package dev.offshoot.routing.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from lower-case names that is asked with a part of a longer text, in whatever case, and makes no String for
 * it: hosts and the spaces in them are looked up once per request. Open addressing, at most half full. The names' characters
 * stand in one array and not in an object each, so that thousands of names stay in the processor's caches.
 */
public final class NameTable<V> {
    /** By slot: the name's hash and, from 1 on, its index; 0 where the slot is free. */
    private final int[] slots;

    /** By index: where the name ends in {@link #characters}; the next one begins there. */
    private final int[] ends;

    private final char[] characters;
    private final List<String> names;
    private final List<V> values;

    private NameTable(List<String> names, List<V> values) {
        this.names = names;
        this.values = values;
        this.slots = new int[Integer.highestOneBit(Math.max(1, names.size())) * 8];
        this.ends = new int[names.size()];
        this.characters = String.join("", names).toCharArray();
        int end = 0;
        for (int index = 0; index < ends.length; index++) {
            String name = names.get(index);
            end += name.length();
            ends[index] = end;
            put(hash(name, 0, name.length()), index);
        }
    }

    public static <V> NameTable<V> of(Map<String, V> values) {
        List<String> names = new ArrayList<>(values.size());
        List<V> inOrder = new ArrayList<>(values.size());
        values.forEach((name, value) -> {
            names.add(name);
            inOrder.add(value);
        });
        return new NameTable<>(names, inOrder);
    }

    private void put(int hash, int index) {
        int slot = first(hash);
        while (slots[slot + 1] != 0) {
            slot = next(slot);
        }
        slots[slot] = hash;
        slots[slot + 1] = index + 1;
    }

    private int first(int hash) {
        return hash << 1 & slots.length - 1;
    }

    private int next(int slot) {
        return slot + 2 & slots.length - 1;
    }

    public @Nullable V get(String name) {
        return get(name, 0, name.length());
    }

    /** The value of the name that stands in {@code text} from {@code from} to before {@code to}, ASCII letters in any case. */
    public @Nullable V get(String text, int from, int to) {
        int index = index(text, from, to);
        return index < 0 ? null : Objects.requireNonNull(values.get(index));
    }

    /** The name itself, as the table has it. */
    public @Nullable String name(String text, int from, int to) {
        int index = index(text, from, to);
        return index < 0 ? null : names.get(index);
    }

    private int index(String text, int from, int to) {
        int hash = hash(text, from, to);
        int slot = first(hash);
        while (slots[slot + 1] != 0) {
            if (slots[slot] == hash && isNamed(slots[slot + 1] - 1, text, from, to)) {
                return slots[slot + 1] - 1;
            }
            slot = next(slot);
        }
        return -1;
    }

    private boolean isNamed(int index, String text, int from, int to) {
        int start = index == 0 ? 0 : ends[index - 1];
        if (ends[index] - start != to - from) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            char c = text.charAt(from + i);
            if (characters[start + i] != c && characters[start + i] != lower(c)) {
                return false;
            }
        }
        return true;
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

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}

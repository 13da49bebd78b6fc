package dev.offshoot.gateway.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case of a corpus file, as it is written: a line {@code == name: what it is}, a line that names the RFC section, then lines
 * {@code key: value}. The bytes of a message stand in lines that begin with {@code >}: the rest of the line after one blank, and
 * CR LF; with {@code >>} the rest alone. Escapes are {@code \r \n \t \0 \xHH \\}; <code>{text*1000}</code> repeats. A line {@code #} is a comment.
 *
 * @param bytes the message, one char per byte
 */
record Block(String name, String about, String section, String bytes, List<Entry> entries) {
    private static final Pattern REPEAT = Pattern.compile("\\{(.+?)\\*(\\d+)}");

    record Entry(String key, String value) {}

    static List<Block> readAll(String file) {
        List<Block> blocks = new ArrayList<>();
        for (String text : text(file).split("(?m)^== ")) {
            if (!text.isBlank() && !text.startsWith("#")) {
                blocks.add(parse(file, text));
            }
        }
        return blocks;
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(Block.class.getResourceAsStream("/corpus/" + file), file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Block parse(String file, String text) {
        List<String> lines = text.lines().toList();
        String[] title = lines.get(0).split(": ", 2);
        if (title.length < 2 || lines.size() < 3 || !lines.get(1).startsWith("RFC ")) {
            throw new IllegalArgumentException(file + ": case '" + lines.get(0)
                    + "' (expected: name, what it is, and a line with its RFC section)");
        }
        StringBuilder bytes = new StringBuilder();
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            if (line.startsWith(">>")) {
                bytes.append(unescape(line.length() > 3 ? line.substring(3) : ""));
            } else if (line.startsWith(">")) {
                bytes.append(unescape(line.length() > 2 ? line.substring(2) : ""))
                        .append("\r\n");
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int colon = line.indexOf(": ");
                if (colon < 0) {
                    throw new IllegalArgumentException(
                            file + ", " + title[0] + ": '" + line + "' (expected: key: value)");
                }
                entries.add(new Entry(line.substring(0, colon), line.substring(colon + 2)));
            }
        }
        return new Block(title[0], title[1], lines.get(1), bytes.toString(), List.copyOf(entries));
    }

    static String unescape(String text) {
        String repeated = REPEAT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
        StringBuilder out = new StringBuilder(repeated.length());
        for (int i = 0; i < repeated.length(); i++) {
            char c = repeated.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char next = repeated.charAt(++i);
            switch (next) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '0' -> out.append('\0');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(repeated.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("escape: \\" + next + " (expected: one of rnt0x\\)");
            }
        }
        return out.toString();
    }

    byte[] toBytes() {
        return bytes.getBytes(ISO_8859_1);
    }

    /** The value of {@code key}, or of {@code otherwise} where there is none. */
    String value(String key, String otherwise) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key) || entry.key().equals(otherwise))
                .map(Entry::value)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + ": no line '" + key + ":' (expected: one)"));
    }

    @Override
    public String toString() {
        return name + ": " + about + " (" + section + ")";
    }
}

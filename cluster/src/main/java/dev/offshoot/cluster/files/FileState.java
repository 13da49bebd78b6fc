package dev.offshoot.cluster.files;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one file: its last good content and, where it can't be read now, why.
 *
 * @param settled whether an equal stamp means equal bytes: not where the file was written just before it was read
 * @param doubtful whether the file was empty or gone at the last look, which may be the middle of a save
 */
record FileState(
        @Nullable FileStamp stamp,
        boolean settled,
        byte[] digest,
        FileContent content,
        @Nullable UnreadableFile unreadable,
        boolean doubtful) {
    /** Coarser than any file system's clock in use. */
    private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

    private static final FileState NEW = new FileState(null, false, new byte[0], FileContent.EMPTY, null, false);

    /** The state after a look at the file, read and parsed only as far as needed. */
    static FileState look(@Nullable FileState former, Path file, FileStamp stamp) {
        FileState known = former == null ? NEW : former;
        if (known.settled && !known.doubtful && stamp.equals(known.stamp)) {
            return known;
        }
        boolean settled = stamp.modified().toInstant().plus(CLOCK_GRAIN).isBefore(Instant.now());
        byte[] digest = new byte[0];
        try {
            byte[] bytes = TextFile.bytes(file);
            if (bytes.length == 0 && known.hasObjects() && !known.doubtful) {
                return known.doubt();
            }
            digest = digest(bytes);
            if (known.stamp != null && Arrays.equals(digest, known.digest)) {
                return new FileState(stamp, settled, digest, known.content, known.unreadable, false);
            }
            return new FileState(stamp, settled, digest, parse(file, bytes), null, false);
        } catch (SyntaxException e) {
            UnreadableFile unreadable = new UnreadableFile(file.toString(), e.line(), e.text());
            return new FileState(stamp, settled, digest, known.content, unreadable, false);
        } catch (IOException e) {
            UnreadableFile unreadable = new UnreadableFile(file.toString(), 0, "can't be read: " + e);
            return new FileState(null, false, digest, known.content, unreadable, false);
        }
    }

    private static FileContent parse(Path file, byte[] bytes) throws SyntaxException {
        String text = TextFile.text(bytes);
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        List<Document> documents = json ? JsonDocuments.parse(text) : YamlDocuments.parse(text);
        return ObjectReader.read(file.toString(), documents);
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private boolean hasObjects() {
        return !content.objects().isEmpty();
    }

    /** This state, kept for one more look. */
    FileState doubt() {
        return new FileState(stamp, false, digest, content, unreadable, true);
    }
}

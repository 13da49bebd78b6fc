package dev.offshoot.controller.replicas;

import dev.offshoot.cluster.replica.ListeningLine;
import dev.offshoot.cluster.replica.ListeningState;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a conversation with one gateway Pod for as long as that is there, on a thread of its own, and forms the word that counts.
 * The end of a connection changes nothing yet; a dial that fails then is a death. Silence and refusals leave the last
 * word in force, since what answers, or at least takes connections, isn't dead: whether it serves is for its readiness probe.
 */
final class Acquaintance implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Acquaintance.class);

    private final String pod;
    private final String address;
    private final ReplicaSettings settings;
    private final Consumer<Word> consumer;
    private final long begin = System.nanoTime();
    private Word word = new Word.Awaited();
    private @Nullable ListeningState state;
    private int failures;

    /** @param consumer is told each new word, by the thread that runs this */
    Acquaintance(GatewayPod pod, ReplicaSettings settings, Consumer<Word> consumer) {
        this.pod = pod.name();
        this.address = pod.addresses().getFirst();
        this.settings = settings;
        this.consumer = consumer;
    }

    /** Until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.interrupted()) {
                converse();
                Thread.sleep(pause());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse() throws InterruptedException {
        state = null;
        try {
            judge(new Conversation(address, settings, this::heard).hold());
        } catch (IllegalArgumentException wrong) {
            failures++;
            become(new Word.Doubtful(String.valueOf(wrong.getMessage())));
        } catch (UncheckedIOException unreadable) {
            failures++;
            doubtIfUnknown("it can't be asked: " + unreadable.getMessage());
        }
    }

    private void heard(String line) {
        ListeningState said = ListeningLine.read(state, line);
        check(said);
        state = said;
        failures = 0;
        become(new Word.Said(said));
    }

    private void check(ListeningState said) {
        if (!said.pod().equals(pod)) {
            throw new IllegalArgumentException("pod: '" + said.pod() + "' (expected: " + pod + ")");
        }
        Optional<Integer> beyond = said.listening().stream()
                .filter(port -> port < settings.firstPort() || port > settings.lastPort())
                .min(Integer::compare);
        if (beyond.isPresent()) {
            throw new IllegalArgumentException("listening port: " + beyond.get() + " (expected: " + settings.firstPort()
                    + " to " + settings.lastPort() + ")");
        }
    }

    private void judge(Conversation.End end) {
        switch (end) {
            case Conversation.End.Broken broken -> {
                LOG.info("gateway {}: its connection broke: {}", pod, broken.reason());
                failures = state == null ? failures + 1 : 0;
            }
            case Conversation.End.NoConnection none -> {
                failures++;
                become(new Word.Dead(none.reason()));
            }
            case Conversation.End.Silence silence -> {
                failures++;
                doubtIfUnknown("it said nothing for " + settings.times().silence());
            }
            case Conversation.End.Refused refused -> {
                failures++;
                doubtIfUnknown("it answers with status " + refused.status() + " (expected: 200)");
            }
        }
    }

    private void doubtIfUnknown(String reason) {
        if (word instanceof Word.Said) {
            LOG.warn("gateway {}: {}; what it said before stays in force", pod, reason);
        } else if (!(word instanceof Word.Awaited)
                || System.nanoTime() - begin > settings.times().patience().toNanos()) {
            become(new Word.Doubtful(reason));
        }
    }

    private void become(Word next) {
        if (!next.equals(word)) {
            word = next;
            consumer.accept(next);
        }
    }

    /** None after a connection that had worked; else a time that doubles, half of it by chance. */
    private Duration pause() {
        if (failures == 0) {
            return Duration.ZERO;
        }
        long most = settings.times().retryAtMost().toNanos();
        long grown = Math.min(most, most / 100 << Math.min(failures - 1, 7));
        return Duration.ofNanos(grown / 2 + ThreadLocalRandom.current().nextLong(grown / 2 + 1));
    }
}

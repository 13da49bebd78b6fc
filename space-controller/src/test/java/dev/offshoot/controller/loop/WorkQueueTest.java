package dev.offshoot.controller.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkQueueTest {
    private final LinkedBlockingQueue<String> handled = new LinkedBlockingQueue<>();

    @Test
    void aKeyThatIsAddedIsHandled() throws InterruptedException {
        try (WorkQueue<String> queue = new WorkQueue<>("test", 1, handled::add)) {
            queue.add("a");
            assertThat(handled.poll(10, SECONDS)).isEqualTo("a");
            queue.addAfter("b", Duration.ofMillis(1));
            assertThat(handled.poll(10, SECONDS)).isEqualTo("b");
        }
    }

    @Test
    void aKeyThatFailsComesAgainAndOthersDontWaitForIt() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        WorkQueue.Handler<String> failsTwice = key -> {
            if (key.equals("bad") && attempts.incrementAndGet() <= 2) {
                throw new IOException("refused");
            }
            handled.add(key);
        };
        try (WorkQueue<String> queue = new WorkQueue<>("test", 1, failsTwice)) {
            queue.add("bad");
            queue.add("good");
            assertThat(handled.poll(10, SECONDS)).isEqualTo("good");
            assertThat(handled.poll(10, SECONDS)).isEqualTo("bad");
        }
    }

    @Test
    void aWaitingHandlerDoesntKeepOtherKeysBackAndNoKeyIsHandledTwiceAtATime() throws InterruptedException {
        Semaphore mayEnd = new Semaphore(0);
        Set<String> running = ConcurrentHashMap.newKeySet();
        AtomicBoolean twice = new AtomicBoolean();
        WorkQueue.Handler<String> waits = key -> {
            if (!running.add(key)) {
                twice.set(true);
            }
            if (key.equals("slow")) {
                mayEnd.acquire();
            }
            running.remove(key);
            handled.add(key);
        };
        try (WorkQueue<String> queue = new WorkQueue<>("test", 3, waits)) {
            queue.add("slow");
            for (int i = 0; i < 10; i++) {
                queue.add("slow");
                queue.add("quick");
                assertThat(handled.poll(10, SECONDS)).isEqualTo("quick");
            }
            mayEnd.release(2);
            assertThat(handled.poll(10, SECONDS)).isEqualTo("slow");
            assertThat(handled.poll(10, SECONDS)).isEqualTo("slow");
        }
        assertThat(twice).isFalse();
    }

    @Test
    void afterCloseNoHandlerRuns() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        WorkQueue.Handler<String> waits = key -> {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.set(true);
            }
        };
        WorkQueue<String> queue = new WorkQueue<>("test", 2, waits);
        queue.add("a");
        assertThat(entered.await(10, SECONDS)).isTrue();
        queue.close();
        assertThat(ended).isTrue();
        queue.add("b");
        assertThat(handled).isEmpty();
    }
}

package dev.offshoot.gateway;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGTERM, taken from the JVM, whose own handling can't be delayed and doesn't hear a second one. Through reflection: javac warns of
 * each use of {@code sun.misc.Signal} (module jdk.unsupported), and no annotation silences it.
 */
final class TerminationSignal {
    private TerminationSignal() {}

    /**
     * Runs {@code first} on the first signal and {@code later} on each further one, on a thread for each signal. Where the JVM has no
     * such signals, nothing happens, and it ends as it always does.
     */
    static void handle(Runnable first, Runnable later) {
        boolean[] before = new boolean[1];
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!method.getName().equals("handle")) {
                return method.invoke(before, arguments); // of Object
            }
            boolean again;
            synchronized (before) {
                again = before[0];
                before[0] = true;
            }
            (again ? later : first).run();
            return null;
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> receiver = Class.forName("sun.misc.SignalHandler");
            Object term = signal.getConstructor(String.class).newInstance("TERM");
            Object proxy = Proxy.newProxyInstance(receiver.getClassLoader(), new Class<?>[] {receiver}, handler);
            signal.getMethod("handle", signal, receiver).invoke(null, term, proxy);
        } catch (ReflectiveOperationException none) {
            // ends as it always does
        }
    }
}

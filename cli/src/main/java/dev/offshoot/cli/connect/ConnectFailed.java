package dev.offshoot.cli.connect;

/** A tunnel that can't be, or can be no more. The message is a sentence that says what to do next. */
public final class ConnectFailed extends RuntimeException {
    public ConnectFailed(String message) {
        super(message);
    }
}

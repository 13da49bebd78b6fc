package dev.offshoot.cli;

/** Why a Service couldn't be flushed, or not wholly: the message is for the person who asked. */
final class FlushFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FlushFailed(String message) {
        super(message, null, false, false);
    }
}

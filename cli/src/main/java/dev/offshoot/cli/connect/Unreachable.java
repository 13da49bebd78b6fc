package dev.offshoot.cli.connect;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/** Why a server couldn't be reached, in few words. */
public final class Unreachable {
    private Unreachable() {}

    /** The innermost cause that says something; clients wrap it, and some hide it in others without a text. */
    public static String why(Throwable failure) {
        String why = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnknownHostException unknown -> {
                    return "no address is known for " + unknown.getMessage();
                }
                case ConnectException refused
                when refused.getMessage() == null -> {
                    return "nobody listens there";
                }
                case ConnectException refused -> {
                    return String.valueOf(refused.getMessage());
                }
                case TimeoutException late -> {
                    return late.getMessage() == null ? "no answer in time" : late.getMessage();
                }
                default -> why = cause.getMessage() == null ? why : cause.getMessage();
            }
        }
        return why;
    }
}

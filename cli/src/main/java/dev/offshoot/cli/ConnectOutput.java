package dev.offshoot.cli;

import dev.offshoot.cli.traffic.Observer;
import dev.offshoot.cli.traffic.SeenText;
import dev.offshoot.cli.traffic.TrafficLog;
import dev.offshoot.tunnel.StreamPipe;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.netty.buffer.ByteBuf;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code connect} prints: what becomes of the tunnel, and a line for each request that the local process got. */
final class ConnectOutput {
    /** As {@code -o} names them. */
    enum Form {
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final StreamPipe.Traffic UNSEEN = new StreamPipe.Traffic() {
        @Override
        public void toSocket(ByteBuf bytes) {}

        @Override
        public void fromSocket(ByteBuf bytes) {}

        @Override
        public void ended() {}
    };

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "${COMPLETION-CANDIDATES}: requests as an object a line, and all else to standard error.")
    private @Nullable Form form;

    @Option(
            names = {"-q", "--quiet"},
            description = "Doesn't show the requests.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Says a line to a person. */
    void say(String text) {
        print(form == null ? line().getOut() : line().getErr(), text);
    }

    /** To be closed at the end. */
    TrafficLog log() {
        SeenText text = new SeenText(ZoneId.systemDefault(), Terminal.colours());
        return new TrafficLog(seen ->
                print(line().getOut(), form == null ? text.line(seen) : Serialization.asJson(SeenText.members(seen))));
    }

    /** Who sees what passes, by the Service's port; called on the event loop. */
    IntFunction<StreamPipe.Traffic> traffic(TrafficLog log) {
        return quiet ? port -> UNSEEN : port -> new Observer(Clock.systemUTC(), port, log::add);
    }

    private CommandLine line() {
        return Objects.requireNonNull(command).commandLine();
    }

    private static void print(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}

package dev.offshoot.gateway.replica;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The addresses under which others know this gateway, in the form that EndpointSlices have (RFC 5952). */
final class OwnAddresses {
    private OwnAddresses() {}

    /**
     * @param listen the address that listeners are bound to; if that is any, those of all network interfaces but loopback
     */
    static Set<String> of(InetAddress listen) {
        return (listen.isAnyLocalAddress() ? all() : Stream.of(listen))
                .map(NetUtil::toAddressString)
                .map(address -> address.replaceFirst("%.*", ""))
                .collect(Collectors.toSet());
    }

    private static Stream<InetAddress> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress());
        } catch (SocketException none) {
            return Stream.empty();
        }
    }
}

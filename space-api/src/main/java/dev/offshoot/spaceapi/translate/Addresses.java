package dev.offshoot.spaceapi.translate;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses as text, read without ever asking DNS. */
final class Addresses {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private Addresses() {}

    /** The address; null where {@code text} is none. An IPv4 address written as IPv6 is an IPv4 address. */
    static @Nullable InetAddress parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text); // a literal: the patterns leave no host name
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The address as Kubernetes writes it: IPv6 in RFC 5952's form. */
    static String text(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        int[] groups = groups(address.getAddress());
        int[] run = longestZeroRun(groups);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == run[0]) {
                text.append("::");
                i += run[1] - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static int[] groups(byte[] bytes) {
        int[] groups = new int[bytes.length / 2];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        return groups;
    }

    /** Start and length of the first longest run of at least two zeros; start -1 where there is none. */
    private static int[] longestZeroRun(int[] groups) {
        int[] longest = {-1, 1};
        for (int start = 0; start < groups.length; start++) {
            int end = start;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - start > longest[1]) {
                longest = new int[] {start, end - start};
            }
        }
        return longest;
    }

    /** The rule that forbids the address to everybody; null where none does. */
    static @Nullable AddressRule forbids(InetAddress address, AddressPolicy policy) {
        if (address.isAnyLocalAddress() || isThisNetwork(address)) {
            return AddressRule.UNSPECIFIED;
        }
        if (address.isLinkLocalAddress()) {
            return AddressRule.LINK_LOCAL;
        }
        if (address.isMulticastAddress() || isReserved(address)) {
            return AddressRule.MULTICAST;
        }
        return address.isLoopbackAddress() && policy == AddressPolicy.CLUSTER ? AddressRule.LOOPBACK : null;
    }

    /** 0.0.0.0/8, RFC 1122 §3.2.1.3. */
    private static boolean isThisNetwork(InetAddress address) {
        return address instanceof Inet4Address && address.getAddress()[0] == 0;
    }

    /** 240.0.0.0/4 with the broadcast address, RFC 1112 §4. */
    private static boolean isReserved(InetAddress address) {
        return address instanceof Inet4Address && (address.getAddress()[0] & 0xf0) == 0xf0;
    }
}

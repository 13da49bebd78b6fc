package dev.offshoot.gateway.route;

import dev.offshoot.gateway.StartupException;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxies in front of the URL listener whose {@code X-Forwarded-*} are believed, by their addresses. */
final class TrustedProxies {
    private final List<IpSubnetFilterRule> rules = new ArrayList<>();

    /**
     * @param cidrs such as {@code 10.0.0.0/8} or {@code fd00::/8}
     * @throws StartupException naming one that isn't in this form
     */
    TrustedProxies(List<String> cidrs) {
        for (String cidr : cidrs) {
            try {
                rules.add(new IpSubnetFilterRule(cidr, IpFilterRuleType.ACCEPT));
            } catch (RuntimeException malformed) {
                throw new StartupException("offshoot.trusted-proxies: '" + cidr
                        + "' (expected: an address and a prefix length, such as 10.0.0.0/8)");
            }
        }
    }

    boolean contain(@Nullable InetSocketAddress peer) {
        if (peer == null) {
            return false;
        }
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matches(peer)) {
                return true;
            }
        }
        return false;
    }
}

package dev.vitrine.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves names for an HTTP client and refuses those that lead inside the own network. As the resolver of the
 * connection itself it cannot be got around by a redirect, nor by a name that changes its address.
 */
public final class PublicAddresses extends SystemDefaultDnsResolver {

    private final Predicate<InetAddress> refused;

    /** A name leads inside the own network; asking again will not help. */
    public static final class Refused extends UnknownHostException {
        Refused(String host) {
            super(host + " leads to an address inside the own network");
        }
    }

    /** Refuses the addresses that the predicate names, usually {@link #isPrivate}. */
    public PublicAddresses(Predicate<InetAddress> refused) {
        this.refused = refused;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = super.resolve(host);
        for (InetAddress address : addresses) {
            if (refused.test(address)) {
                throw new Refused(host);
            }
        }
        return addresses;
    }

    /** Whether it is a loopback, private, link-local, multicast or other special address. */
    public static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet6Address) {
            boolean uniqueLocal = (first & 0xfe) == 0xfc;
            boolean reservedOrTranslated = first == 0x00 || first == 0x20 && second == 0x02; // with NAT64; 6to4
            boolean tunnelled = first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0; // Teredo
            return uniqueLocal || reservedOrTranslated || tunnelled;
        }
        boolean shared = first == 100 && (second & 0xc0) == 64;
        boolean benchmark = first == 198 && (second & 0xfe) == 18;
        boolean protocol = first == 192 && second == 0 && (bytes[2] & 0xff) == 0;
        return first == 0 || shared || benchmark || protocol || first >= 240;
    }
}

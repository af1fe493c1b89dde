package dev.vitrine.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "0.1.2.3",
                "255.255.255.255",
                "198.18.0.1",
                "192.0.0.1",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001:0:1::"
            })
    void specialAddressesArePrivate(String address) throws IOException {
        assertThat(PublicAddresses.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1", "2001:4860::1"})
    void otherAddressesArePublic(String address) throws IOException {
        assertThat(PublicAddresses.isPrivate(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void theResolverRefusesAndResolvesAccordingly() throws IOException {
        assertThatThrownBy(() -> new PublicAddresses(PublicAddresses::isPrivate).resolve("localhost"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("inside the own network");
        assertThat(new PublicAddresses(address -> false).resolve("localhost")).isNotEmpty();
    }
}

package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,              a loopback address",
        "127.255.255.254,        a loopback address",
        "::1,                    a loopback address",
        "0.0.0.0,                an unspecified address",
        "0.1.2.3,                an unspecified address",
        "::,                     an unspecified address",
        "10.0.0.1,               a private address",
        "172.16.0.1,             a private address",
        "172.31.255.255,         a private address",
        "192.168.1.1,            a private address",
        "fc00::1,                a private address",
        "fd12:3456::1,           a private address",
        "fec0::1,                a private address",
        "100.64.0.1,             a carrier's shared address",
        "100.127.255.255,        a carrier's shared address",
        "169.254.1.1,            a link-local address",
        "fe80::1,                a link-local address",
        "febf::1,                a link-local address",
        "224.0.0.1,              a multicast address",
        "239.255.255.255,        a multicast address",
        "ff02::1,                a multicast address",
        "255.255.255.255,        a broadcast address",
        "240.0.0.1,              a reserved address",
        "192.0.0.8,              a reserved address",
        "192.88.99.1,            a reserved address",
        "192.0.2.1,              a documentation address",
        "198.51.100.1,           a documentation address",
        "203.0.113.1,            a documentation address",
        "2001:db8::1,            a documentation address",
        "3fff::1,                a documentation address",
        "198.18.0.1,             a benchmark address",
        "198.19.255.255,         a benchmark address",
        "2001:2::1,              a benchmark address",
        "169.254.169.254,        a cloud's metadata address",
        "169.254.170.2,          a cloud's metadata address",
        "100.100.100.200,        a cloud's metadata address",
        "168.63.129.16,          a cloud's metadata address",
        "192.0.0.192,            a cloud's metadata address",
        "fd00:ec2::254,          a cloud's metadata address",
        "fd20:ce::254,           a cloud's metadata address",
        "::ffff:127.0.0.1,       a loopback address",
        "::ffff:169.254.169.254, a cloud's metadata address",
        "::127.0.0.1,            a reserved address",
        "2002:7f00:1::,          a loopback address",
        "2002:a9fe:a9fe::1,      a cloud's metadata address",
        "2002:0a00:0001::,       a private address",
        "64:ff9b::10.0.0.1,      a private address",
        "64:ff9b::169.254.169.254, a cloud's metadata address",
        "64:ff9b:1::1,           a reserved address",
        "2001::1,                a reserved address",
        "2606:4700::5efe:7f00:1, a loopback address",
        "100::1,                 a reserved address",
        "5f00::1,                a reserved address",
        "4000::1,                a reserved address",
    })
    void addressThatIsNotThePublicInternetIsForbidden(String address, String kind) {
        assertThat(ForbiddenAddresses.kind(AddressBlock.literal(address).orElseThrow()))
                .contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "2001:4860:4860::8888",
                "2002:808:808::1",
                "64:ff9b::8.8.8.8",
                "::ffff:8.8.8.8",
            })
    void publicAddressIsNot(String address) {
        assertThat(ForbiddenAddresses.kind(AddressBlock.literal(address).orElseThrow()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "2130706433",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "1.2.3.4.5",
                "256.1.1.1",
                "fe80::1%eth0",
                "a",
                ""
            })
    void onlyPlainFormsAreLiterals(String text) {
        assertThat(AddressBlock.literal(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.3/32, 10.1.2.3, true",
        "10.1.2.3/32, 10.1.2.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "172.16.0.0/12, 172.31.0.1, true",
        "172.16.0.0/12, 172.32.0.1, false",
        "fc00::/7, fdff::1, true",
        "fc00::/7, fe00::1, false",
    })
    void blockIsComparedByBits(String block, String address, boolean inside) {
        InetAddress literal = AddressBlock.literal(address).orElseThrow();
        assertThat(AddressBlock.of(block).contains(literal)).isEqualTo(inside);
    }
}

//! The addresses that a certificate may make this computer contact: those of the public internet.
//!
//! Pitfall: an IPv6 address can contain an IPv4 address (versions 6 and 4) in several ways.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Suffixes that no public server has.
const INSIDE: [&str; 6] = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet"];

/// Whether an address belongs to the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_4(address),
        IpAddr::V6(address) => is_public_6(address),
    }
}

/// Whether a name may belong to it; a proxy that resolves it does not report the address.
pub(super) fn may_be_public(name: &str) -> bool {
    name.contains('.') && !INSIDE.iter().any(|ending| name.ends_with(ending))
}

fn is_public_4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    !(address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || first == 0
        || first >= 240
        || (first == 100 && (64..128).contains(&second))
        || (first == 198 && (second == 18 || second == 19))
        || (first == 192 && second == 0 && third == 0))
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let [one, two, three, four, five, six, high, low] = address.segments();
    let inner = |high: u16, low: u16| {
        let [[first, second], [third, fourth]] = [high.to_be_bytes(), low.to_be_bytes()];
        is_public_4(Ipv4Addr::new(first, second, third, fourth))
    };
    match (one, two, three, four, five, six) {
        // Mapped, compatible (loopback and unspecified among them), translated, 6to4.
        (0, 0, 0, 0, 0, 0 | 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => inner(high, low),
        (0x2002, ..) => inner(two, three),
        // Teredo hides another one, and 2001:db8 is for documentation.
        (0x2001, 0 | 0xdb8, ..) => false,
        // 2000::/3 is all that has been allocated: it contains no local, link-local or multicast address.
        _ => one & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_loopback_and_link_local_addresses_are_not_public_in_any_disguise() {
        for text in [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "0.1.2.3",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:192.168.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().expect("an address")), "{text} must not be contacted");
        }
        for text in ["8.8.8.8", "172.32.0.1", "192.0.1.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(text.parse().expect("an address")), "{text} is public");
        }
        for (name, public) in [("ca.gov.vn", true), ("localhost", false), ("printer", false), ("nas.local", false)] {
            assert_eq!(may_be_public(name), public, "{name}");
        }
    }
}

//! Which addresses somebody on the public network can have.
//!
//! Decides by the registries of special addresses that IANA keeps (IPv4 and IPv6 Special-Purpose Address Space) and by what
//! is not assigned to unicast at all. Refuses to know who has an address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address that somebody may have been assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Public {
    /// The whole of it.
    V4(u32),
    /// Its upper half, in which networks are told apart.
    V6(u64),
}

/// Blocks of IPv4 that are nobody's: first address, and how many leading bits all of the block share.
const V4_SPECIAL: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // shared behind a carrier
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // relays of 6to4, which are gone
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15), // benchmarks, and what some proxies answer in place of the real address
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24), // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),   // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),   // reserved, broadcast
];

/// Blocks inside `2000::/3`, which is all of IPv6 that is assigned to unicast, that are nobody's.
const V6_SPECIAL: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocols, Teredo, ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4: whoever relays it is not told
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];
const V6_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// Where a network without IPv4 shows a host that has nothing else: that host's address stands at the end.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

impl Public {
    /// None for an address that is nobody's on the public network.
    pub(super) fn of(address: IpAddr) -> Option<Self> {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::of_v4(address),
            IpAddr::V6(address) if is_in_v6(address, NAT64) => {
                let [.., a, b, c, d] = address.octets();
                Self::of_v4(Ipv4Addr::new(a, b, c, d))
            }
            IpAddr::V6(address) => {
                let is_public = is_in_v6(address, V6_UNICAST)
                    && !V6_SPECIAL.iter().any(|&block| is_in_v6(address, block));
                // The upper half of 128 bits are 64.
                is_public.then(|| Self::V6((address.to_bits() >> 64) as u64))
            }
        }
    }

    fn of_v4(address: Ipv4Addr) -> Option<Self> {
        let bits = address.to_bits();
        let is_in = |(first, shared): (Ipv4Addr, u32)| (bits ^ first.to_bits()).leading_zeros() >= shared;
        (!V4_SPECIAL.into_iter().any(is_in)).then_some(Self::V4(bits))
    }
}

fn is_in_v6(address: Ipv6Addr, (first, shared): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ first.to_bits()).leading_zeros() >= shared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> Option<Public> {
        Public::of(address.parse().unwrap())
    }

    #[test]
    fn what_is_nobodys_is_not_public() {
        for address in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.1.2.3",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:1ff:ffff::1",
            "2001:db8::1",
            "2002:c000:204::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "1fff::1",
        ] {
            assert_eq!(public(address), None, "{address}");
        }
    }

    #[test]
    fn what_lies_beside_it_is() {
        for address in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.88.98.255",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.99.255",
            "203.0.114.0",
            "223.255.255.255",
        ] {
            let bits = address.parse::<Ipv4Addr>().unwrap().to_bits();
            assert_eq!(public(address), Some(Public::V4(bits)), "{address}");
            for written in [format!("::ffff:{address}"), format!("64:ff9b::{address}")] {
                assert_eq!(public(&written), Some(Public::V4(bits)), "{written}");
            }
        }
        for address in [
            "2000::1",
            "2001:200::1",
            "2001:db7:ffff::1",
            "2001:db9::1",
            "2003::1",
            "3ffe::1",
            "3fff:1000::1",
        ] {
            let bits = address.parse::<Ipv6Addr>().unwrap().to_bits();
            assert_eq!(public(address), Some(Public::V6((bits >> 64) as u64)), "{address}");
        }
    }
}

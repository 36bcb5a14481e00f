//! Where a node is reached, and how it finds others.

use std::net::SocketAddr;

use iroh::{
    EndpointAddr, EndpointId, RelayMap, RelayMode, RelayUrl, TransportAddr,
    address_lookup::{AddrFilter, DnsAddressLookup, PkarrPublisher, PkarrResolver},
    endpoint::{Builder, NetReportConfig},
};

use super::mdns::Mdns;
use crate::error::{Error, Result};

/// The addresses of a node that are tried. Each is a path of its own, and iroh takes much memory for many (iroh#4390).
pub const MOST_ADDRESSES: usize = 16;

/// How an endpoint is made. As it is by default it asks nobody for anything, and listens nowhere.
#[derive(Debug, Clone)]
pub struct Reach {
    /// What is bound, at most one address of each family.
    pub bind: Vec<SocketAddr>,
    /// Where others reach this node besides.
    pub advertise: Vec<SocketAddr>,
    /// The servers through which this node may be reached, and through which it tries to reach others.
    pub relays: RelayMap,
    /// Whether the directory of those who make iroh is asked and told.
    pub lookup: bool,
    /// Whether the local network is asked and told.
    pub mdns: bool,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            bind: Vec::new(),
            advertise: Vec::new(),
            relays: RelayMap::empty(),
            lookup: false,
            mdns: false,
        }
    }
}

impl Reach {
    /// Reads lines: `bind ADDRESS`, `advertise ADDRESS`, `relay default`, `relay URL`, `lookup` and `mdns`.
    pub fn parse(text: &str) -> Result<Self> {
        let mut reach = Self::default();
        for line in text.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "bind" => reach.bind.push(address(rest)?),
                "advertise" => reach.advertise.push(address(rest)?),
                "relay" => reach.relays = relays(rest)?,
                "lookup" => reach.lookup = true,
                "mdns" => reach.mdns = true,
                _ => return Err(Error::invalid_argument(format!("{line} says nothing"))),
            }
        }
        Ok(reach)
    }

    /// Makes an endpoint's builder as it is to be; the endpoint has no other sockets.
    pub fn apply(&self, mut builder: Builder) -> Result<Builder> {
        builder = builder.clear_ip_transports();
        for address in &self.bind {
            let added = builder.bind_addr(*address);
            builder = added.map_err(|error| Error::invalid_argument(error.to_string()))?;
        }
        for address in &self.advertise {
            builder = builder.external_addr(*address);
        }
        if self.relays.is_empty() {
            builder = builder.net_report_config(NetReportConfig::minimal());
        } else {
            builder = builder.relay_mode(RelayMode::Custom(self.relays.clone()));
        }
        if self.lookup {
            // Where there is a relay, others are to know no more than that one.
            let told = match self.relays.is_empty() {
                true => AddrFilter::ip_only(),
                false => AddrFilter::relay_only(),
            };
            builder = builder
                .address_lookup(PkarrPublisher::n0_dns().addr_filter(told))
                .address_lookup(PkarrResolver::n0_dns())
                .address_lookup(DnsAddressLookup::n0_dns());
        }
        if self.mdns {
            builder = builder.address_lookup(Mdns);
        }
        Ok(builder)
    }

    /// Everywhere that a node is tried: at its addresses, and through every relay of this node.
    pub fn ways(&self, node: EndpointId, addresses: &[SocketAddr]) -> EndpointAddr {
        let direct = addresses.iter().take(MOST_ADDRESSES);
        let direct = direct.copied().map(TransportAddr::Ip);
        let relays: Vec<RelayUrl> = self.relays.urls();
        let relayed = relays.into_iter().map(TransportAddr::Relay);
        EndpointAddr::from_parts(node, direct.chain(relayed))
    }
}

fn address(text: &str) -> Result<SocketAddr> {
    let address = text.parse();
    address.map_err(|_| Error::invalid_argument(format!("{text} is no address and port")))
}

fn relays(text: &str) -> Result<RelayMap> {
    if text == "default" {
        return Ok(RelayMode::Default.relay_map());
    }
    let url: RelayUrl = text
        .parse()
        .map_err(|_| Error::invalid_argument(format!("{text} is no URL of a relay")))?;
    Ok(RelayMap::from_iter([url]))
}

/// Reads addresses, one a line.
pub fn addresses(text: &str) -> Result<Vec<SocketAddr>> {
    text.lines().map(address).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn what_is_set_is_read() {
        let reach = Reach::parse(
            "bind 0.0.0.0:1\nbind [::]:1\nadvertise 192.0.2.1:2\nrelay http://127.0.0.1:3340\nlookup\nmdns",
        )
        .unwrap();
        assert_eq!(reach.bind.len(), 2);
        assert_eq!(reach.advertise, ["192.0.2.1:2".parse().unwrap()]);
        assert_eq!(reach.relays.len(), 1);
        assert!(reach.lookup && reach.mdns);
        let nothing = Reach::parse("").unwrap();
        assert!(nothing.relays.is_empty() && !nothing.lookup && !nothing.mdns);
        assert!(!Reach::parse("relay default").unwrap().relays.is_empty());
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for text in [
            "bind",
            "bind localhost:1",
            "relay",
            "relay nowhere",
            "port 1",
        ] {
            let refused = Reach::parse(text).unwrap_err();
            assert_eq!(refused.code, Code::InvalidArgument, "{text}");
        }
    }
}

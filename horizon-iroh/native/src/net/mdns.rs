//! Nodes on the same network, which hear of each other by multicast DNS.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use iroh::{
    Endpoint, EndpointId, TransportAddr,
    address_lookup::{
        AddressLookup, AddressLookupBuilder, AddressLookupBuilderError, EndpointData, EndpointInfo,
        Error, Item,
    },
};
use iroh_mdns_address_lookup::{MdnsAddressLookup, NAME};
use n0_future::{StreamExt, boxed::BoxStream};
use tokio::time::sleep;

use super::reach::MOST_ADDRESSES;
use crate::store::locked;

/// What nodes announce themselves as: `ID._horizonpush._udp.local`.
const SERVICE: &str = "horizonpush";

/// How often somebody asks who is there. By default it would be more than once a second, for ever.
const CADENCE: Duration = Duration::from_secs(3);

/// How often this node looks whether it is on another network than before.
const LOOKED_AGAIN: Duration = Duration::from_secs(10);

/// Asks the network for nodes, and tells it where this one is.
#[derive(Debug)]
pub struct Mdns;

impl AddressLookupBuilder for Mdns {
    fn into_address_lookup(
        self,
        endpoint: &Endpoint,
    ) -> Result<impl AddressLookup, AddressLookupBuilderError> {
        let node = endpoint.id();
        let network = Network {
            addresses: BTreeSet::new(),
            service: Some(service(node)?),
        };
        let lan = Arc::new(Lan {
            node,
            here: Mutex::default(),
            network: Mutex::new(network),
        });
        tokio::spawn(keep(Arc::downgrade(&lan)));
        Ok(lan)
    }
}

fn service(node: EndpointId) -> Result<MdnsAddressLookup, AddressLookupBuilderError> {
    MdnsAddressLookup::builder()
        .service_name(SERVICE)
        .discovery_cadence(CADENCE)
        .build(node)
}

/// The local network of a node.
#[derive(Debug)]
struct Lan {
    node: EndpointId,
    /// Where this node is.
    here: Mutex<BTreeSet<SocketAddr>>,
    network: Mutex<Network>,
}

/// A network that this node listens to.
#[derive(Debug)]
struct Network {
    /// Where this node was when it began to listen.
    addresses: BTreeSet<SocketAddr>,
    /// Nothing where this machine has no network.
    service: Option<MdnsAddressLookup>,
}

impl AddressLookup for Lan {
    fn publish(&self, data: &EndpointData) {
        // More do not go into one packet.
        let here: BTreeSet<_> = data.ip_addrs().take(MOST_ADDRESSES).copied().collect();
        *locked(&self.here) = here.clone();
        let mut network = locked(&self.network);
        // At first it is heard soon after the service began, which somebody may be waiting for.
        if network.addresses.is_empty() || network.addresses == here {
            network.tell(&here);
        } else {
            network.renew(self.node, here);
        }
    }

    fn resolve(&self, node: EndpointId) -> Option<BoxStream<Result<Item, Error>>> {
        let found = locked(&self.network).service.as_ref()?.resolve(node)?;
        Some(found.map(|item| item.map(|item| few(&item))).boxed())
    }
}

impl Lan {
    /// Listens to the network that this machine is on now.
    fn look(&self) {
        let here = locked(&self.here).clone();
        let mut network = locked(&self.network);
        if network.addresses != here || network.service.is_none() {
            network.renew(self.node, here);
        }
    }
}

impl Network {
    /// Begins anew: a service stays with the network that it began with.
    fn renew(&mut self, node: EndpointId, here: BTreeSet<SocketAddr>) {
        self.service = service(node).ok();
        self.tell(&here);
        self.addresses = here;
    }

    fn tell(&self, here: &BTreeSet<SocketAddr>) {
        if let Some(service) = &self.service {
            service.publish(&data_of(here.iter()));
        }
    }
}

/// Looks again and again, as long as somebody asks.
async fn keep(lan: Weak<Lan>) {
    while lan.strong_count() > 0 {
        sleep(LOOKED_AGAIN).await;
        if let Some(lan) = lan.upgrade() {
            lan.look();
        }
    }
}

/// As much as is believed of what a stranger says: each address is tried.
fn few(item: &Item) -> Item {
    let data = data_of(item.endpoint_info().ip_addrs());
    let info = EndpointInfo::from_parts(item.endpoint_id(), data);
    Item::new(info, NAME, item.last_updated())
}

fn data_of<'a>(addresses: impl Iterator<Item = &'a SocketAddr>) -> EndpointData {
    let addresses = addresses.take(MOST_ADDRESSES).copied();
    EndpointData::new(addresses.map(TransportAddr::Ip).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_addresses_are_believed_than_are_tried() {
        let node = iroh::SecretKey::generate().public();
        let lies: Vec<_> = (1..100).map(|port| ([10, 0, 0, 1], port).into()).collect();
        let mut data = data_of([].iter());
        data.add_ip_addrs(lies);
        data.add_relay_url("https://relay.example".parse().unwrap());
        let item = Item::new(EndpointInfo::from_parts(node, data), NAME, None);

        let believed = few(&item);
        assert_eq!(believed.endpoint_id(), node);
        assert_eq!(believed.endpoint_info().addrs().count(), MOST_ADDRESSES);
    }
}

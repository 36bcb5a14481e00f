//! Making connections.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use iroh::{Endpoint, EndpointId, endpoint::Connection};
use tokio::time::timeout;

use super::{failure, reach::Reach};
use crate::error::{Error, Result};

/// Makes connections over an endpoint.
#[derive(Clone)]
pub struct Dialler {
    pub endpoint: Endpoint,
    pub reach: Arc<Reach>,
}

impl Dialler {
    /// Connects with a node whichever way it answers first.
    pub async fn connect(
        &self,
        node: EndpointId,
        addresses: &[SocketAddr],
        alpn: &[u8],
        patience: Duration,
    ) -> Result<Connection> {
        let ways = self.reach.ways(node, addresses);
        let connecting = timeout(patience, self.endpoint.connect(ways.clone(), alpn)).await;
        connecting
            .map_err(|_| failure::unreachable(&ways))?
            .map_err(|error| failure::connecting(error, &ways))
    }

    /// That a node did not answer in time.
    pub fn unreachable(&self, node: EndpointId, addresses: &[SocketAddr]) -> Error {
        failure::unreachable(&self.reach.ways(node, addresses))
    }
}

//! What can go wrong between nodes, as a code and a message.

use std::{error::Error as StdError, fmt::Display, io};

use iroh::{
    EndpointAddr, TransportAddr,
    endpoint::{ConnectError, ConnectWithOptsError, ConnectingError, ConnectionError},
};

use crate::error::{Code, Error};

/// Nobody answered.
pub fn unreachable(ways: &EndpointAddr) -> Error {
    let message = match ways.is_empty() {
        true => "no address of the node is known".to_owned(),
        false => format!("no answer from {}", list(ways)),
    };
    Error::new(Code::Unreachable, message)
}

/// The other end takes too long.
pub fn timeout(what: &str) -> Error {
    Error::new(Code::Timeout, what)
}

/// The other end sends what is not taken.
pub fn too_long(what: impl Into<String>) -> Error {
    Error::new(Code::TooLong, what)
}

/// The stream is over, or the connection.
pub fn closed(why: impl Display) -> Error {
    Error::new(Code::Closed, why.to_string())
}

/// A connection that was there is no more.
pub fn lost(error: &ConnectionError) -> Error {
    closed(format!("the connection is gone: {error}"))
}

/// Whether a socket was not bound because another has its port.
pub fn is_in_use(error: &(dyn StdError + 'static)) -> bool {
    let io = error.downcast_ref::<io::Error>();
    io.is_some_and(|io| io.kind() == io::ErrorKind::AddrInUse)
        || error.source().is_some_and(is_in_use)
}

/// A connection did not come about.
pub fn connecting(error: ConnectError, ways: &EndpointAddr) -> Error {
    match error {
        ConnectError::Connect { source, .. } => match source {
            ConnectWithOptsError::SelfConnect { .. } => refused("that is this node itself"),
            ConnectWithOptsError::NoAddress { .. } => unreachable(ways),
            error => Error::library("connect", &error),
        },
        ConnectError::Connecting { source, .. } => match source {
            ConnectingError::ConnectionError { source, .. } => not_made(&source, ways),
            error @ (ConnectingError::HandshakeFailure { .. }
            | ConnectingError::LocallyRejected { .. }) => refused(error),
            error => Error::library("connect", &error),
        },
        ConnectError::Connection { source, .. } => not_made(&source, ways),
        error => Error::library("connect", &error),
    }
}

fn not_made(error: &ConnectionError, ways: &EndpointAddr) -> Error {
    match error {
        ConnectionError::TimedOut | ConnectionError::Reset => unreachable(ways),
        ConnectionError::LocallyClosed => closed("the network is closed"),
        ConnectionError::CidsExhausted => Error::library("connect", error),
        ConnectionError::VersionMismatch
        | ConnectionError::TransportError(_)
        | ConnectionError::ConnectionClosed(_)
        | ConnectionError::ApplicationClosed(_) => refused(format!(
            "{} is another node or refuses: {error}",
            list(ways)
        )),
    }
}

fn refused(why: impl Display) -> Error {
    Error::new(Code::Refused, why.to_string())
}

fn list(ways: &EndpointAddr) -> String {
    let ways = ways.addrs.iter().map(|way| match way {
        TransportAddr::Ip(address) => address.to_string(),
        TransportAddr::Relay(url) => format!("relay {url}"),
        other => format!("{other:?}"),
    });
    ways.collect::<Vec<_>>().join(", ")
}

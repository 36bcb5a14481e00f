//! What can go wrong between nodes, as a code and a message.

use std::{fmt::Display, net::SocketAddr};

use iroh::endpoint::{ConnectError, ConnectWithOptsError, ConnectingError, ConnectionError};

use crate::error::{Code, Error};

/// Nobody answered.
pub fn unreachable(addresses: &[SocketAddr]) -> Error {
    let message = match addresses {
        [] => "no address of the node is known".to_owned(),
        _ => format!("no answer from {}", list(addresses)),
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

/// A connection did not come about.
pub fn connecting(error: ConnectError, addresses: &[SocketAddr]) -> Error {
    match error {
        ConnectError::Connect { source, .. } => match source {
            ConnectWithOptsError::SelfConnect { .. } => refused("that is this node itself"),
            ConnectWithOptsError::NoAddress { .. } => unreachable(addresses),
            error => Error::library("connect", &error),
        },
        ConnectError::Connecting { source, .. } => match source {
            ConnectingError::ConnectionError { source, .. } => not_made(&source, addresses),
            error @ (ConnectingError::HandshakeFailure { .. }
            | ConnectingError::LocallyRejected { .. }) => refused(error),
            error => Error::library("connect", &error),
        },
        ConnectError::Connection { source, .. } => not_made(&source, addresses),
        error => Error::library("connect", &error),
    }
}

fn not_made(error: &ConnectionError, addresses: &[SocketAddr]) -> Error {
    match error {
        ConnectionError::TimedOut | ConnectionError::Reset => unreachable(addresses),
        ConnectionError::LocallyClosed => closed("the network is closed"),
        ConnectionError::CidsExhausted => Error::library("connect", error),
        ConnectionError::VersionMismatch
        | ConnectionError::TransportError(_)
        | ConnectionError::ConnectionClosed(_)
        | ConnectionError::ApplicationClosed(_) => refused(format!(
            "{} is another node or refuses: {error}",
            list(addresses)
        )),
    }
}

fn refused(why: impl Display) -> Error {
    Error::new(Code::Refused, why.to_string())
}

fn list(addresses: &[SocketAddr]) -> String {
    let addresses: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
    addresses.join(", ")
}

//! A small C ABI over iroh and iroh-docs, and a store of blobs: see [`abi`].

#![deny(missing_docs, unsafe_op_in_unsafe_fn)]

pub mod abi;
mod blocking;
pub mod buffer;
pub mod completion;
pub mod doc;
pub mod error;
mod files;
pub mod handles;
mod md5;
pub mod net;
pub mod node;
pub mod store;
pub mod wire;

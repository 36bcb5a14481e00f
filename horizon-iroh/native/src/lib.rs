//! A small C ABI over iroh, iroh-blobs and iroh-docs: see [`abi`].

#![deny(missing_docs, unsafe_op_in_unsafe_fn)]

pub mod abi;
pub mod blob;
pub mod buffer;
pub mod completion;
pub mod doc;
pub mod error;
mod files;
pub mod handles;
pub mod node;
pub mod store;

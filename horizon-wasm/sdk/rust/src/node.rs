//! The node on which the plugin runs.

use crate::error::{done, Result};
use crate::sys::sdk as sys;

/// Its id.
pub fn id() -> Result<[u8; 32]> {
    let mut id = [0; 32];
    done(unsafe { sys::node_id(id.as_mut_ptr()) })?;
    Ok(id)
}

/// Milliseconds since 1970.
pub fn time() -> u64 {
    u64::try_from(unsafe { sys::time() }).unwrap_or(0)
}

/// Fills a buffer with bytes that nobody can guess.
pub fn random(buffer: &mut [u8]) -> Result<()> {
    done(unsafe { sys::random(buffer.as_mut_ptr(), buffer.len()) })
}

/// Milliseconds that the running call has left.
pub fn deadline() -> u64 {
    u64::try_from(unsafe { sys::deadline() }).unwrap_or(0)
}

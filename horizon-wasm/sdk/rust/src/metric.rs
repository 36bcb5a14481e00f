//! Figures of the plugin's own in the node's metrics: names of `[a-z][a-z0-9_]*` to 64 bytes, 32 of them.

use crate::error::{done, Result};
use crate::sys::sdk as sys;

/// Adds to a counter.
pub fn add(name: &str, delta: f64) -> Result<()> {
    done(unsafe { sys::metric_add(name.as_ptr(), name.len(), delta) })
}

/// Sets a gauge.
pub fn set(name: &str, value: f64) -> Result<()> {
    done(unsafe { sys::metric_set(name.as_ptr(), name.len(), value) })
}

/// Adds a value to a histogram.
pub fn observe(name: &str, value: f64) -> Result<()> {
    done(unsafe { sys::metric_observe(name.as_ptr(), name.len(), value) })
}

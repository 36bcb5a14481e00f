//! What this entry keeps of answers.

use crate::error::{done, Result};
use crate::sys::sdk as sys;

/// Forgets what is kept under a tag.
pub fn invalidate(tag: &str) -> Result<()> {
    if tag.is_empty() {
        return Ok(());
    }
    done(unsafe { sys::cache_invalidate(tag.as_ptr(), tag.len()) })
}

/// Forgets all.
pub fn invalidate_all() -> Result<()> {
    done(unsafe { sys::cache_invalidate(std::ptr::null(), 0) })
}

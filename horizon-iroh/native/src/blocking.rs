//! Work that blocks, beside the runtime's own threads.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Result};

/// Runs work that blocks. A panic of it is an error; `Closed` if the runtime ends before it began.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let work = || catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|e| Err(Error::panic(e)));
    let end = tokio::task::spawn_blocking(work).await;
    end.unwrap_or_else(|_| Err(Error::closed()))
}

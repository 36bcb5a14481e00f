//! What can go wrong, as a code and a message for the other side of the ABI.

use std::{error::Error as StdError, fmt, io};

/// The kinds of failure. Their numbers are part of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Code {
    /// A handle that names nothing, or something that was closed.
    InvalidHandle = -1,
    /// An argument that makes no sense.
    InvalidArgument = -2,
    /// The named thing, or a part of it, is not here.
    NotFound = -3,
    /// The disk or the quota is full.
    DiskFull = -4,
    /// Reading or writing a file failed.
    Io = -5,
    /// An fsync failed: what was written since the last one may be lost, and trying again proves nothing.
    SyncFailed = -6,
    /// The node, or what of it is used, is closing or closed.
    Closed = -7,
    /// A defect in this library, caught.
    Panic = -8,
    /// The content store, or the network, is not open yet.
    NotOpen = -9,
    /// A library below failed in a way that none of the others describes.
    Internal = -10,
    /// The document's store holds no secret to sign entries with.
    ReadOnly = -11,
    /// What is stored is not what was stored.
    Damaged = -12,
    /// Another node does not answer.
    Unreachable = -13,
    /// Another node does not want to, or is not the one that was meant.
    Refused = -14,
    /// It takes longer than it may.
    Timeout = -15,
    /// Another node sends more than is taken, or what is no frame.
    TooLong = -16,
}

/// A failure: a code for machines and a message for people.
#[derive(Debug, Clone)]
pub struct Error {
    /// The kind of failure.
    pub code: Code,
    /// What failed, and why.
    pub message: String,
}

/// A result with this crate's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this kind.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// The handle names nothing (any more).
    pub fn invalid_handle(what: &str) -> Self {
        Self::new(
            Code::InvalidHandle,
            format!("unknown or closed {what} handle"),
        )
    }

    /// An argument that makes no sense.
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidArgument, message)
    }

    /// The node is closing.
    pub fn closed() -> Self {
        Self::new(Code::Closed, "the node is closed")
    }

    /// A caught panic.
    pub fn panic(payload: Box<dyn std::any::Any + Send>) -> Self {
        let text = payload
            .downcast_ref::<&str>()
            .map(|text| text.to_string())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Self::new(Code::Panic, format!("panic in the native library: {text}"))
    }

    /// An input or output error, with what was being done.
    pub fn io(doing: impl fmt::Display, error: &io::Error) -> Self {
        let code = if is_disk_full(error) {
            Code::DiskFull
        } else if error.kind() == io::ErrorKind::NotFound {
            Code::NotFound
        } else {
            Code::Io
        };
        Self::new(code, format!("{doing}: {error}"))
    }

    /// A failed fsync. A full disk is told apart, since that one heals.
    pub fn sync(doing: impl fmt::Display, error: &io::Error) -> Self {
        let code = if is_disk_full(error) {
            Code::DiskFull
        } else {
            Code::SyncFailed
        };
        Self::new(code, format!("{doing}: {error}"))
    }

    /// An error of one of the libraries below.
    pub fn library(doing: impl fmt::Display, error: &(dyn StdError + 'static)) -> Self {
        let mut code = Code::Internal;
        let mut text = error.to_string();
        let mut next = Some(error);
        while let Some(cause) = next {
            // An "other" error is a library's own, not the operating system's.
            if let Some(io) = cause.downcast_ref::<io::Error>()
                && io.kind() != io::ErrorKind::Other
            {
                code = Self::io("", io).code;
            }
            let cause_text = cause.to_string();
            // Some libraries pass an io::Error on as text only.
            if cause_text.contains("os error 28") || cause_text.contains("os error 122") {
                code = Code::DiskFull;
            }
            if !text.contains(&cause_text) {
                text = format!("{text}: {cause_text}");
            }
            next = cause.source();
        }
        Self::new(code, format!("{doing}: {text}"))
    }

    /// Says in what the failure happened.
    pub fn context(mut self, doing: impl fmt::Display) -> Self {
        self.message = format!("{doing}: {}", self.message);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {}

fn is_disk_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_at_any_depth() {
        let full = io::Error::from_raw_os_error(libc::ENOSPC);
        assert_eq!(Error::io("write", &full).code, Code::DiskFull);
        let quota = io::Error::from_raw_os_error(libc::EDQUOT);
        assert_eq!(Error::sync("sync", &quota).code, Code::DiskFull);
        let wrapped = io::Error::other(full);
        assert_eq!(Error::library("commit", &wrapped).code, Code::DiskFull);
        let text = anyhow::anyhow!("commit failed: No space left on device (os error 28)");
        assert_eq!(Error::library("commit", text.as_ref()).code, Code::DiskFull);
    }

    #[test]
    fn a_failed_fsync_has_a_code_of_its_own() {
        let broken = io::Error::from_raw_os_error(libc::EIO);
        assert_eq!(Error::sync("sync", &broken).code, Code::SyncFailed);
        assert_eq!(Error::io("write", &broken).code, Code::Io);
    }
}

use std::fmt;

/// Why the host did not do what it was asked for. Nothing has happened then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// There is none: no such header, entry, blob, setting.
    NotFound,
    /// No grant covers it.
    Forbidden,
    /// Not in this phase, or not twice.
    WrongPhase,
    /// Malformed text, an unknown number, a value that cannot be sent.
    Invalid,
    /// Over a limit of the ABI or of the plugin.
    TooLarge,
    /// The handle was closed, or never was.
    BadHandle,
    /// What the plugin may use of this is used up.
    Budget,
    /// The store, a member or a server cannot answer now; trying later may help.
    Unavailable,
    /// The time that the call had is over.
    TimedOut,
    /// It is not what the caller took it for.
    Conflict,
    /// The node failed; its log says why.
    Failed,
}

/// What a function of the host gives, or why it does not.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The error behind a negative result of the host.
    pub(crate) fn of(code: i64) -> Error {
        match code {
            -1 => Error::NotFound,
            -2 => Error::Forbidden,
            -3 => Error::WrongPhase,
            -4 => Error::Invalid,
            -5 => Error::TooLarge,
            -6 => Error::BadHandle,
            -7 => Error::Budget,
            -8 => Error::Unavailable,
            -9 => Error::TimedOut,
            -10 => Error::Conflict,
            _ => Error::Failed,
        }
    }

    /// Its name in the ABI.
    pub fn name(self) -> &'static str {
        match self {
            Error::NotFound => "NOT_FOUND",
            Error::Forbidden => "FORBIDDEN",
            Error::WrongPhase => "WRONG_PHASE",
            Error::Invalid => "INVALID",
            Error::TooLarge => "TOO_LARGE",
            Error::BadHandle => "BAD_HANDLE",
            Error::Budget => "BUDGET",
            Error::Unavailable => "UNAVAILABLE",
            Error::TimedOut => "TIMED_OUT",
            Error::Conflict => "CONFLICT",
            Error::Failed => "ERROR",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl std::error::Error for Error {}

/// A result of the host as a size or handle.
pub(crate) fn size(result: i32) -> Result<usize> {
    usize::try_from(result).map_err(|_| Error::of(i64::from(result)))
}

/// A result of the host as a long size.
pub(crate) fn long(result: i64) -> Result<u64> {
    u64::try_from(result).map_err(|_| Error::of(result))
}

/// A result of the host that says nothing but that it worked.
pub(crate) fn done(result: i32) -> Result<()> {
    size(result).map(|_| ())
}

/// What may be missing.
pub(crate) fn optional<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Asks for bytes with a buffer, and with a larger one for as long as they do not fit.
pub(crate) fn bytes(mut call: impl FnMut(*mut u8, usize) -> i32) -> Result<Vec<u8>> {
    let mut buffer = vec![0; 256];
    loop {
        let length = size(call(buffer.as_mut_ptr(), buffer.len()))?;
        if length <= buffer.len() {
            buffer.truncate(length);
            return Ok(buffer);
        }
        buffer.resize(length, 0);
    }
}

/// The same for text, which the host promises to be UTF-8.
pub(crate) fn text(call: impl FnMut(*mut u8, usize) -> i32) -> Result<String> {
    String::from_utf8(bytes(call)?).map_err(|_| Error::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the host does with a value of this length: nothing is written unless all fits.
    fn answer(value: &[u8], pointer: *mut u8, capacity: usize) -> i32 {
        if value.len() <= capacity {
            unsafe { std::ptr::copy_nonoverlapping(value.as_ptr(), pointer, value.len()) };
        }
        value.len() as i32
    }

    #[test]
    fn what_fits_comes_with_one_call() {
        let mut calls = 0;
        let read = bytes(|pointer, capacity| {
            calls += 1;
            answer(&[7; 256], pointer, capacity)
        });
        assert_eq!((read, calls), (Ok(vec![7; 256]), 1));
    }

    #[test]
    fn what_does_not_fit_is_asked_for_again_with_room_even_if_it_has_grown_since() {
        let lengths = [257, 1000, 1000];
        let mut calls = 0;
        let read = bytes(|pointer, capacity| {
            calls += 1;
            answer(&vec![7; lengths[calls - 1]], pointer, capacity)
        });
        assert_eq!((read, calls), (Ok(vec![7; 1000]), 3));
    }

    #[test]
    fn every_negative_result_is_an_error_of_its_name() {
        let names: Vec<_> = (1..=12).map(|code| Error::of(-code).name()).collect();
        assert_eq!(
            names,
            [
                "NOT_FOUND",
                "FORBIDDEN",
                "WRONG_PHASE",
                "INVALID",
                "TOO_LARGE",
                "BAD_HANDLE",
                "BUDGET",
                "UNAVAILABLE",
                "TIMED_OUT",
                "CONFLICT",
                "ERROR",
                "ERROR"
            ]
        );
        assert_eq!(size(i32::MIN), Err(Error::Failed));
        assert_eq!(long(-2), Err(Error::Forbidden));
    }

    #[test]
    fn what_is_not_there_is_none_and_what_fails_fails() {
        assert_eq!(optional::<()>(Err(Error::NotFound)), Ok(None));
        assert_eq!(optional::<()>(Err(Error::Budget)), Err(Error::Budget));
    }
}

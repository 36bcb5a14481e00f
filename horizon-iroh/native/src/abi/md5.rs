//! MD5, which S3 makes ETags of.

use crate::{
    abi::{export, slice},
    error::{Error, Result},
    md5::{LANES, State, update_all},
};

/// The bytes of a state, in memory that is aligned to 8.
pub const STATE: usize = 88;

const _: () = assert!(size_of::<State>() == STATE && align_of::<State>() <= 8);

/// Bytes of a body: where they begin, and how many there are.
#[repr(C)]
pub struct Piece {
    bytes: *const u8,
    length: u64,
}

/// Makes a state of no bytes.
///
/// # Safety
///
/// `state` must have room for [`STATE`] bytes, aligned to 8, that nobody else uses meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_md5_begin(state: *mut u8) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        unsafe { state.cast::<State>().write(State::new()) };
        Ok(0)
    })
}

/// Adds bytes to a state.
///
/// # Safety
///
/// `state` must be one that [`hz_md5_begin`] made and that nobody else uses meanwhile; `bytes` as [`slice`] says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_md5_update(state: *mut u8, bytes: *const u8, length: u64) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let (state, bytes) = unsafe { (&mut *state.cast::<State>(), slice(bytes, length)?) };
        state.update(bytes);
        Ok(0)
    })
}

/// Adds to each of `count` states, one behind the other, the bytes of its piece; at most [`LANES`].
///
/// # Safety
///
/// As [`hz_md5_update`] for each state and its piece.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_md5_update_all(
    count: u64,
    states: *mut u8,
    pieces: *const Piece,
) -> i64 {
    export(|| {
        let count = usize::try_from(count).ok().filter(|count| *count <= LANES);
        let count = count.ok_or_else(|| Error::invalid_argument("too many bodies at a time"))?;
        // SAFETY: the caller's promise.
        let (states, pieces) = unsafe {
            (
                std::slice::from_raw_parts_mut(states.cast::<State>(), count),
                std::slice::from_raw_parts(pieces, count),
            )
        };
        let pieces = pieces
            .iter()
            // SAFETY: the caller's promise.
            .map(|piece| unsafe { slice(piece.bytes, piece.length) })
            .collect::<Result<Vec<&[u8]>>>()?;
        update_all(states, &pieces);
        Ok(0)
    })
}

/// Writes the MD5 of what a state was given, 16 bytes.
///
/// # Safety
///
/// `state` as [`hz_md5_update`] says; `value` must have room for 16 bytes that nobody else uses meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_md5_value(state: *const u8, value: *mut u8) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        unsafe {
            let digest = (*state.cast::<State>()).finalize();
            value.cast::<[u8; 16]>().write_unaligned(digest);
        }
        Ok(0)
    })
}

//! A checksum that Java lacks.

use crc_fast::{CrcAlgorithm, Digest};

/// The register of CRC-64/NVME behind some bytes, which before them is `register`: all ones at the beginning; the value
/// is its complement at the end. Done at once: 64 KiB take microseconds, so Java calls it without leaving its state.
///
/// # Safety
///
/// `bytes` must point to `length` bytes, at most `isize::MAX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_crc64_nvme(register: u64, bytes: *const u8, length: u64) -> u64 {
    if length == 0 {
        return register;
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { std::slice::from_raw_parts(bytes, length as usize) };
    let mut digest = Digest::new_with_init_state(CrcAlgorithm::Crc64Nvme, register);
    digest.update(bytes);
    digest.get_state()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_text_gives_its_check_value_in_any_pieces() {
        let text = b"123456789";
        for cut in 0..=text.len() {
            let (one, two) = text.split_at(cut);
            // SAFETY: slices.
            let value = unsafe {
                let between = hz_crc64_nvme(u64::MAX, one.as_ptr(), one.len() as u64);
                !hz_crc64_nvme(between, two.as_ptr(), two.len() as u64)
            };
            assert_eq!(value, 0xae8b_1486_0a79_9888);
        }
    }
}

//! Signatures by Ed25519, done at once. They are checked as strictly as iroh checks its own.

use iroh::{PublicKey, SecretKey, Signature};

use super::{array, export, put, slice};

/// The public key of a secret one: writes 32 bytes to `out`.
///
/// # Safety
///
/// `secret` must point to 32 bytes, `out` to room for 32.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_key_public(secret: *const u8, out: *mut u8) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let secret = SecretKey::from_bytes(&unsafe { array(secret) }?);
        // SAFETY: the caller's promise.
        unsafe { put(out, secret.public().as_bytes()) }
    })
}

/// Signs a message: writes 64 bytes to `out`.
///
/// # Safety
///
/// `secret` must point to 32 bytes, `message` to `length`, `out` to room for 64.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_key_sign(
    secret: *const u8,
    message: *const u8,
    length: u64,
    out: *mut u8,
) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let (secret, message) = unsafe { (array(secret)?, slice(message, length)?) };
        let signature = SecretKey::from_bytes(&secret).sign(message);
        // SAFETY: the caller's promise.
        unsafe { put(out, &signature.to_bytes()) }
    })
}

/// Whether a signature is that of a public key over a message: 1 or 0. What is no key has signed nothing.
///
/// # Safety
///
/// `public` must point to 32 bytes, `message` to `length`, `signature` to 64.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hz_key_verify(
    public: *const u8,
    message: *const u8,
    length: u64,
    signature: *const u8,
) -> i64 {
    export(|| {
        // SAFETY: the caller's promise.
        let (public, message) = unsafe { (array(public)?, slice(message, length)?) };
        // SAFETY: the caller's promise.
        let signature = Signature::from_bytes(&unsafe { array(signature) }?);
        let signed = PublicKey::from_bytes(&public)
            .is_ok_and(|public| public.verify(message, &signature).is_ok());
        Ok(i64::from(signed))
    })
}

//! The functions of the host, as `docs/plugin-abi.md` lists them. Outside of WebAssembly every one
//! of them answers `UNAVAILABLE`, so that what is around them can be tested there.

#![allow(clippy::too_many_arguments)]

/// What a function answers where there is no host.
#[cfg(not(target_arch = "wasm32"))]
pub trait Nothing {
    fn nothing() -> Self;
}

#[cfg(not(target_arch = "wasm32"))]
impl Nothing for () {
    fn nothing() {}
}

#[cfg(not(target_arch = "wasm32"))]
impl Nothing for i32 {
    fn nothing() -> Self {
        -8
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Nothing for i64 {
    fn nothing() -> Self {
        -8
    }
}

macro_rules! imports {
    ($module:literal { $(fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $result:ty;)* }) => {
        #[cfg(target_arch = "wasm32")]
        #[link(wasm_import_module = $module)]
        extern "C" {
            $(pub fn $name($($arg: $type),*) -> $result;)*
        }

        $(
            /// # Safety
            /// Stands for a function of the host, and touches nothing.
            #[cfg(not(target_arch = "wasm32"))]
            pub unsafe fn $name($(_: $type),*) -> $result {
                $crate::sys::Nothing::nothing()
            }
        )*
    };
}

pub mod http {
    imports!("horizonpush:http" {
        fn property(number: i32, ptr: *mut u8, cap: usize) -> i32;
        fn query(name: *const u8, name_len: usize, ptr: *mut u8, cap: usize) -> i32;
        fn header_get(side: i32, name: *const u8, name_len: usize, ptr: *mut u8, cap: usize) -> i32;
        fn header_at(side: i32, index: i32, ptr: *mut u8, cap: usize) -> i32;
        fn header_set(side: i32, name: *const u8, name_len: usize, value: *const u8, len: usize) -> i32;
        fn header_remove(side: i32, name: *const u8, name_len: usize) -> i32;
        fn rewrite(bucket: *const u8, bucket_len: usize, key: *const u8, key_len: usize) -> i32;
        fn identify(ptr: *const u8, len: usize) -> i32;
        fn reply(status: i32, ptr: *const u8, len: usize) -> i32;
        fn deny(code: *const u8, code_len: usize, message: *const u8, message_len: usize) -> i32;
        fn emit(ptr: *const u8, len: usize) -> i32;
        fn cache_key(ptr: *const u8, len: usize) -> i32;
        fn cache_ttl(milliseconds: i64) -> i32;
        fn cache_tag(ptr: *const u8, len: usize) -> i32;
    });
}

pub mod blobs {
    imports!("horizonpush:blobs" {
        fn object(hash: *mut u8) -> i64;
        fn size(hash: *const u8) -> i64;
        fn read(hash: *const u8, offset: i64, ptr: *mut u8, cap: usize) -> i32;
        fn write_open() -> i32;
        fn write(handle: i32, ptr: *const u8, len: usize) -> i32;
        fn write_finish(handle: i32, hash: *mut u8) -> i64;
        fn respond(hash: *const u8) -> i32;
        fn replace_body(hash: *const u8) -> i32;
    });
}

pub mod docs {
    imports!("horizonpush:docs" {
        fn get(bucket: *const u8, bucket_len: usize, key: *const u8, key_len: usize, ptr: *mut u8, cap: usize) -> i32;
        fn set(bucket: *const u8, bucket_len: usize, key: *const u8, key_len: usize, value: *const u8, len: usize) -> i32;
        fn delete(bucket: *const u8, bucket_len: usize, key: *const u8, key_len: usize) -> i32;
        fn list(bucket: *const u8, bucket_len: usize, prefix: *const u8, prefix_len: usize, after: *const u8, after_len: usize, ptr: *mut u8, cap: usize) -> i32;
        fn subscribe(bucket: *const u8, bucket_len: usize, prefix: *const u8, prefix_len: usize) -> i32;
    });
}

pub mod sdk {
    imports!("horizonpush:sdk" {
        fn log(level: i32, ptr: *const u8, len: usize) -> ();
        fn config(name: *const u8, name_len: usize, ptr: *mut u8, cap: usize) -> i32;
        fn metric_add(name: *const u8, name_len: usize, delta: f64) -> i32;
        fn metric_set(name: *const u8, name_len: usize, value: f64) -> i32;
        fn metric_observe(name: *const u8, name_len: usize, value: f64) -> i32;
        fn time() -> i64;
        fn random(ptr: *mut u8, len: usize) -> i32;
        fn hash(algorithm: i32, ptr: *const u8, len: usize, out: *mut u8) -> i32;
        fn hash_open(algorithm: i32) -> i32;
        fn hash_update(handle: i32, ptr: *const u8, len: usize) -> i32;
        fn hash_finish(handle: i32, out: *mut u8) -> i32;
        fn hmac(algorithm: i32, key: *const u8, key_len: usize, ptr: *const u8, len: usize, out: *mut u8) -> i32;
        fn encode(form: i32, ptr: *const u8, len: usize, out: *mut u8, cap: usize) -> i32;
        fn decode(form: i32, ptr: *const u8, len: usize, out: *mut u8, cap: usize) -> i32;
        fn var_get(name: *const u8, name_len: usize, ptr: *mut u8, cap: usize) -> i32;
        fn var_set(name: *const u8, name_len: usize, ptr: *const u8, len: usize) -> i32;
        fn cache_invalidate(tag: *const u8, len: usize) -> i32;
        fn node_id(ptr: *mut u8) -> i32;
        fn deadline() -> i64;
    });
}

pub mod net {
    imports!("horizonpush:net" {
        fn request(ptr: *const u8, len: usize, body: *const u8, body_len: usize) -> i32;
        fn status(handle: i32) -> i32;
        fn header(handle: i32, name: *const u8, name_len: usize, ptr: *mut u8, cap: usize) -> i32;
        fn read(handle: i32, ptr: *mut u8, cap: usize) -> i32;
    });
}

//! Plugins for HorizonPush. A plugin implements [`Plugin`] and names its phases in [`export!`]:
//!
//! ```
//! use horizon_sdk::{export, Action, Plugin, Request, Response, Result};
//!
//! struct Hello;
//!
//! impl Plugin for Hello {
//!     fn init() -> Result<Self> {
//!         Ok(Hello)
//!     }
//!
//!     fn on_response(&mut self, _: &Request, response: &mut Response) -> Result<Action> {
//!         response.set_header("x-hello", "world")?;
//!         Ok(Action::Continue)
//!     }
//! }
//!
//! export!(Hello: on_response);
//! # fn main() {}
//! ```
//!
//! What the functions promise is in `docs/plugin-abi.md`, under the names that they have here.

#![warn(unsafe_op_in_unsafe_fn)]

pub mod blobs;
pub mod cache;
pub mod config;
pub mod docs;
pub mod hash;
pub mod json;
pub mod log;
pub mod metric;
pub mod net;
pub mod node;

mod body;
mod error;
mod http;
mod phase;
mod sys;

#[doc(hidden)]
pub mod glue;

pub use body::Body;
pub use error::{Error, Result};
pub use http::{vars, Request, Response};
pub use phase::{Action, Delivery, Event, Identity, Lookup, Plugin, Store};

/// Exports a plugin with the phases that it has: methods of [`Plugin`], by their names.
///
/// Its manifest has to say the same; a phase that is exported and not in the manifest is never called.
#[macro_export]
macro_rules! export {
    ($plugin:ident: $($phase:ident),+ $(,)?) => {
        mod horizon_exports {
            static SLOT: $crate::glue::Slot<super::$plugin> = $crate::glue::Slot::new();

            #[no_mangle]
            extern "C" fn hp_abi_version() -> i32 {
                1
            }

            #[no_mangle]
            extern "C" fn hp_alloc(len: usize) -> *mut u8 {
                $crate::glue::alloc(len)
            }

            #[no_mangle]
            extern "C" fn hp_init() -> i32 {
                SLOT.init()
            }

            $($crate::export!(@ $phase);)+
        }
    };
    (@ authorize) => {
        #[no_mangle]
        extern "C" fn hp_authorize() -> i32 {
            SLOT.authorize()
        }
    };
    (@ cache_lookup) => {
        #[no_mangle]
        extern "C" fn hp_cache_lookup() -> i32 {
            SLOT.cache_lookup()
        }
    };
    (@ cache_store) => {
        #[no_mangle]
        extern "C" fn hp_cache_store() -> i32 {
            SLOT.cache_store()
        }
    };
    (@ on_request) => {
        #[no_mangle]
        extern "C" fn hp_on_request() -> i32 {
            SLOT.on_request()
        }
    };
    (@ on_request_body) => {
        #[no_mangle]
        unsafe extern "C" fn hp_on_request_body(ptr: *const u8, len: usize, end: i32) -> i32 {
            unsafe { SLOT.on_request_body(ptr, len, end) }
        }
    };
    (@ on_response) => {
        #[no_mangle]
        extern "C" fn hp_on_response() -> i32 {
            SLOT.on_response()
        }
    };
    (@ on_response_body) => {
        #[no_mangle]
        unsafe extern "C" fn hp_on_response_body(ptr: *const u8, len: usize, end: i32) -> i32 {
            unsafe { SLOT.on_response_body(ptr, len, end) }
        }
    };
    (@ on_done) => {
        #[no_mangle]
        extern "C" fn hp_on_done() {
            SLOT.on_done()
        }
    };
    (@ on_event) => {
        #[no_mangle]
        unsafe extern "C" fn hp_on_event(kind: i32, ptr: *const u8, len: usize) -> i32 {
            unsafe { SLOT.on_event(kind, ptr, len) }
        }
    };
    (@ on_tick) => {
        #[no_mangle]
        extern "C" fn hp_on_tick() -> i32 {
            SLOT.on_tick()
        }
    };
}

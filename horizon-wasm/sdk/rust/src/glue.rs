//! What stands between the exports and a [`Plugin`].

use crate::{
    log, Action, Body, Delivery, Event, Identity, Lookup, Plugin, Request, Response, Result, Store,
};
use std::cell::RefCell;

/// What an export returns when its plugin has failed: no action and no verdict.
const FAILED: i32 = -1;

/// The one plugin of an instance.
pub struct Slot<P>(RefCell<Option<(P, Body)>>);

// A module has one thread.
unsafe impl<P> Sync for Slot<P> {}

impl<P: Plugin> Slot<P> {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Slot(RefCell::new(None))
    }

    /// Starts the plugin; 0 if it did.
    pub fn init(&self) -> i32 {
        std::panic::set_hook(Box::new(|panic| log::error(&panic.to_string())));
        match P::init() {
            Ok(plugin) => {
                *self.0.borrow_mut() = Some((plugin, Body::default()));
                0
            }
            Err(error) => {
                log::error(&format!("init: {}", error));
                1
            }
        }
    }

    /// Runs a phase and logs what it fails with.
    fn run(&self, phase: &str, call: impl FnOnce(&mut P, &mut Body) -> Result<i32>) -> i32 {
        let mut slot = self.0.borrow_mut();
        let (plugin, body) = match slot.as_mut() {
            Some(slot) => slot,
            None => return FAILED,
        };
        call(plugin, body).unwrap_or_else(|error| {
            log::error(&format!("{}: {}", phase, error));
            FAILED
        })
    }

    pub fn authorize(&self) -> i32 {
        self.run("authorize", |plugin, _| {
            Ok(match plugin.authorize(&Request::new())? {
                Identity::Abstain => 0,
                Identity::Identified => 1,
                Identity::Deny => 2,
            })
        })
    }

    pub fn cache_lookup(&self) -> i32 {
        self.run("cache_lookup", |plugin, _| {
            Ok(match plugin.cache_lookup(&Request::new())? {
                Lookup::Bypass => 0,
                Lookup::Lookup => 1,
                Lookup::Hit => 2,
            })
        })
    }

    pub fn cache_store(&self) -> i32 {
        self.run("cache_store", |plugin, _| {
            Ok(
                match plugin.cache_store(&Request::new(), &Response::new())? {
                    Store::Bypass => 0,
                    Store::Store => 1,
                },
            )
        })
    }

    pub fn on_request(&self) -> i32 {
        self.run("on_request", |plugin, _| {
            Ok(code(plugin.on_request(&mut Request::new())?))
        })
    }

    pub fn on_response(&self) -> i32 {
        self.run("on_response", |plugin, _| {
            Ok(code(
                plugin.on_response(&Request::new(), &mut Response::new())?,
            ))
        })
    }

    /// # Safety
    /// The chunk is in memory that nothing else touches meanwhile.
    pub unsafe fn on_request_body(&self, chunk: *const u8, len: usize, end: i32) -> i32 {
        self.run("on_request_body", |plugin, body| {
            let chunk = unsafe { slice(chunk, len) };
            written(body, |body| plugin.on_request_body(chunk, end != 0, body))
        })
    }

    /// # Safety
    /// The chunk is in memory that nothing else touches meanwhile.
    pub unsafe fn on_response_body(&self, chunk: *const u8, len: usize, end: i32) -> i32 {
        self.run("on_response_body", |plugin, body| {
            let chunk = unsafe { slice(chunk, len) };
            written(body, |body| plugin.on_response_body(chunk, end != 0, body))
        })
    }

    pub fn on_done(&self) {
        self.run("on_done", |plugin, _| {
            plugin.on_done(&Request::new(), &Response::new());
            Ok(0)
        });
    }

    /// # Safety
    /// The event is in memory that nothing else touches meanwhile.
    pub unsafe fn on_event(&self, kind: i32, event: *const u8, len: usize) -> i32 {
        self.run("on_event", |plugin, _| {
            Ok(match Event::of(kind, unsafe { slice(event, len) })? {
                Some(event) => match plugin.on_event(&event)? {
                    Delivery::Done => 0,
                    Delivery::Again => 1,
                },
                None => 0,
            })
        })
    }

    pub fn on_tick(&self) -> i32 {
        self.run("on_tick", |plugin, _| plugin.on_tick().map(|()| 0))
    }
}

fn code(action: Action) -> i32 {
    match action {
        Action::Continue => 0,
        Action::Pass => 1,
        Action::Skip => 2,
        Action::Respond => 3,
        Action::Hold => 4,
    }
}

fn written(body: &mut Body, call: impl FnOnce(&mut Body) -> Result<Action>) -> Result<i32> {
    body.clear();
    let action = call(body)?;
    body.flush()?;
    Ok(code(action))
}

unsafe fn slice<'a>(ptr: *const u8, len: usize) -> &'a [u8] {
    if len == 0 {
        &[]
    } else {
        unsafe { std::slice::from_raw_parts(ptr, len) }
    }
}

/// Room that stays for as long as the instance does.
pub fn alloc(len: usize) -> *mut u8 {
    Box::leak(vec![0; len].into_boxed_slice()).as_mut_ptr()
}

//! What a plugin of proxy-wasm does mostly, with its public SDK.

use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, LogLevel};
use std::time::Duration;

proxy_wasm::main! {{
    proxy_wasm::set_log_level(LogLevel::Trace);
    proxy_wasm::set_root_context(|_| Box::new(Root { banner: String::new() }));
}}

struct Root {
    banner: String,
}

impl Context for Root {}

impl RootContext for Root {
    fn on_vm_start(&mut self, _: usize) -> bool {
        self.set_tick_period(Duration::from_secs(1));
        true
    }

    fn on_configure(&mut self, size: usize) -> bool {
        let bytes = self.get_plugin_configuration().unwrap_or_default();
        assert_eq!(size, bytes.len());
        self.banner = String::from_utf8(bytes).unwrap();
        true
    }

    fn on_tick(&mut self) {
        let (value, cas) = self.get_shared_data("ticks");
        let ticks = value.map_or(0, |bytes| bytes[0]) + 1;
        self.set_shared_data("ticks", Some(&[ticks]), cas).unwrap();
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Http {
            banner: self.banner.clone(),
        }))
    }
}

struct Http {
    banner: String,
}

impl Context for Http {
    fn on_done(&mut self) -> bool {
        true
    }
}

impl HttpContext for Http {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Action {
        let path = self.get_http_request_header(":path").unwrap_or_default();
        if path.ends_with("/secret.txt") {
            self.send_http_response(403, vec![("x-refused-by", "proxy-guest")], Some(b"no\n"));
            return Action::Pause;
        }
        log::info!(
            "{} {}",
            self.get_http_request_header(":method").unwrap_or_default(),
            path
        );
        Action::Continue
    }

    fn on_http_response_headers(&mut self, _: usize, _: bool) -> Action {
        let operation = self
            .get_property(vec!["horizonpush", "operation"])
            .unwrap_or_default();
        self.add_http_response_header("x-operation", &String::from_utf8(operation).unwrap());
        self.set_http_response_header("x-banner", Some(&self.banner));
        let (ticks, _) = self.get_shared_data("ticks");
        self.set_http_response_header(
            "x-ticks",
            Some(&ticks.map_or(0, |bytes| bytes[0]).to_string()),
        );
        Action::Continue
    }

    /// Letters become large ones, once the whole is there.
    fn on_http_response_body(&mut self, size: usize, end: bool) -> Action {
        if !end {
            return Action::Pause;
        }
        let mut body = self.get_http_response_body(0, size).unwrap_or_default();
        body.make_ascii_uppercase();
        self.set_http_response_body(0, size, &body);
        Action::Continue
    }
}

//! Greets who reads an object.

use horizon_sdk::{config, export, log, Action, Plugin, Request, Response, Result};

struct Greeter {
    greeting: String,
}

impl Plugin for Greeter {
    fn init() -> Result<Self> {
        let greeting = config::get("greeting").unwrap_or_else(|| "hello".to_owned());
        Ok(Greeter { greeting })
    }

    fn on_response(&mut self, _: &Request, response: &mut Response) -> Result<Action> {
        if response.is_success() {
            response.set_header("x-greeting", &self.greeting)?;
            log::info("greeted");
        }
        Ok(Action::Continue)
    }
}

export!(Greeter: on_response);

//! Masks card numbers, mail addresses and configured patterns in text that is read.

mod card;
mod mail;
mod mask;
mod pattern;

use horizon_sdk::{config, export, log, Action, Body, Error, Plugin, Request, Response, Result};
use mask::Masker;
use pattern::Pattern;

struct Redact {
    masker: Masker,
}

impl Plugin for Redact {
    fn init() -> Result<Self> {
        let mut masker = Masker::new(
            config::get("cards").unwrap_or_else(|| "[card]".to_owned()),
            config::get("mails").unwrap_or_else(|| "[mail]".to_owned()),
        );
        let mut index = 0;
        while let Some(text) = config::get(&format!("/patterns/{}/match", index)) {
            let pattern = Pattern::parse(&text).map_err(|why| {
                log::error(&format!("patterns[{}].match: {}", index, why));
                Error::Invalid
            })?;
            let mask = config::get(&format!("/patterns/{}/mask", index));
            masker.add(pattern, mask.unwrap_or_else(|| "[redacted]".to_owned()));
            index += 1;
        }
        Ok(Redact { masker })
    }

    fn on_response(&mut self, _: &Request, response: &mut Response) -> Result<Action> {
        self.masker.begin();
        if !response.is_success() {
            return Ok(Action::Skip);
        }
        match response.header("content-encoding").as_deref() {
            None | Some("") | Some("identity") => Ok(Action::Continue),
            // Nothing can be found in it, and to let it pass would show all that it hides.
            Some(_) => response.deny(
                "AccessDenied",
                "This object is compressed, and is not shown unmasked",
            ),
        }
    }

    fn on_response_body(&mut self, chunk: &[u8], end: bool, out: &mut Body) -> Result<Action> {
        self.masker.push(chunk, end, |bytes| out.write(bytes))?;
        Ok(Action::Continue)
    }
}

export!(Redact: on_response, on_response_body);

//! Lets in who has a token that one of the configured keys signed, as far as the token says.

mod right;
mod token;

use horizon_sdk::hash::{self, Algorithm, Form};
use horizon_sdk::{config, export, log, node, Error, Identity, Plugin, Request, Result};
use right::Wanted;
use token::{Claims, Parts};

/// Shorter secrets can be guessed.
const SHORTEST_SECRET: usize = 16;

struct Key {
    id: String,
    secret: String,
}

struct TokenAuth {
    keys: Vec<Key>,
    header: String,
    parameter: String,
    longest: u64,
}

impl Plugin for TokenAuth {
    fn init() -> Result<Self> {
        let mut keys = Vec::new();
        while let Some(id) = config::get(&format!("/keys/{}/id", keys.len())) {
            let secret = config::get(&format!("/keys/{}/secret", keys.len())).unwrap_or_default();
            if secret.len() < SHORTEST_SECRET {
                log::error(&format!("the secret of key {} has less than 16 bytes", id));
                return Err(Error::Invalid);
            }
            keys.push(Key { id, secret });
        }
        Ok(TokenAuth {
            keys,
            header: config::get("header").unwrap_or_else(|| "x-access-token".to_owned()),
            parameter: config::get("parameter").unwrap_or_else(|| "access-token".to_owned()),
            longest: config::number("longest")
                .and_then(|seconds| seconds.try_into().ok())
                .unwrap_or(0),
        })
    }

    fn authorize(&mut self, request: &Request) -> Result<Identity> {
        let token = match self.token(request) {
            Some(token) => token,
            None => return Ok(Identity::Abstain),
        };
        match self.claims(&token)? {
            Ok(claims) => self.admit(request, &claims),
            Err(why) => Identity::denied("AccessDenied", why),
        }
    }
}

impl TokenAuth {
    fn token(&self, request: &Request) -> Option<String> {
        request.header(&self.header).or_else(|| {
            if self.parameter.is_empty() {
                None
            } else {
                request.query(&self.parameter)
            }
        })
    }

    /// What a token says, or why nothing of it is believed.
    fn claims(&self, token: &str) -> Result<std::result::Result<Claims, &'static str>> {
        const FORGED: &str = "The token is not valid";
        let parts = match Parts::of(token) {
            Some(parts) => parts,
            None => return Ok(Err(FORGED)),
        };
        let key = match self.keys.iter().find(|key| key.id == parts.key) {
            Some(key) => key,
            None => return Ok(Err(FORGED)),
        };
        let code = hash::hmac(
            Algorithm::Sha256,
            key.secret.as_bytes(),
            parts.signed.as_bytes(),
        )?;
        let given = match hash::decode(Form::Base64Url, parts.code) {
            Ok(given) => given,
            Err(_) => return Ok(Err(FORGED)),
        };
        if !hash::equal(&code, &given) {
            return Ok(Err(FORGED));
        }
        // From here on it is what the owner of a key wrote.
        let claims = hash::decode(Form::Base64Url, parts.payload).ok();
        let claims = match claims.as_deref().and_then(Claims::parse) {
            Some(claims) => claims,
            None => return Ok(Err("The token says nothing that is understood")),
        };
        let now = node::time() / 1000;
        Ok(if claims.expires <= now {
            Err("The token has expired")
        } else if self.longest > 0 && claims.expires - now > self.longest {
            Err("The token is valid for longer than tokens may be")
        } else {
            Ok(claims)
        })
    }

    fn admit(&self, request: &Request, claims: &Claims) -> Result<Identity> {
        let (operation, bucket, key) = (request.operation(), request.bucket(), request.key());
        let prefix = request.query("prefix").unwrap_or_default();
        let wanted = Wanted::of(&operation, &bucket, &key, &prefix);
        if !wanted.map_or(false, |wanted| {
            claims.rights.iter().any(|right| right.covers(&wanted))
        }) {
            return Identity::denied("AccessDenied", "The token does not allow this");
        }
        match Identity::named(&claims.principal) {
            Err(Error::Forbidden) => {
                log::warn(&format!("no grant auth.identity={}", claims.principal));
                Identity::denied("AccessDenied", "The token names nobody who is known here")
            }
            named => named,
        }
    }
}

export!(TokenAuth: authorize);

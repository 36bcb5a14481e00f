//! Uses every function of the SDK, as the probes in C and AssemblyScript do.

use horizon_sdk::hash::{self, Algorithm, Form, Hasher};
use horizon_sdk::{
    blobs, cache, config, docs, export, json, log, metric, net, node, vars, Action, Body, Delivery,
    Error, Event, Identity, Lookup, Plugin, Request, Response, Result, Store,
};

struct Probe;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn or(text: Option<String>) -> String {
    text.unwrap_or_else(|| "null".to_owned())
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(|| "-1".to_owned(), |number| number.to_string())
}

impl Plugin for Probe {
    fn init() -> Result<Self> {
        docs::subscribe("photos", "probe/")?;
        Ok(Probe)
    }

    fn authorize(&mut self, request: &Request) -> Result<Identity> {
        match request.query("as").as_deref() {
            None => Ok(Identity::Abstain),
            Some("nobody") => Identity::denied("AccessDenied", "nobody"),
            Some(name) => Identity::named(name),
        }
    }

    fn cache_lookup(&mut self, request: &Request) -> Result<Lookup> {
        if let Some(hash) = request.query("blob") {
            return Lookup::hit(&hash.as_bytes().try_into().map_err(|_| Error::Invalid)?);
        }
        match request.query("cache") {
            None => Ok(Lookup::Bypass),
            Some(_) => Lookup::by_key(request.key().as_bytes()),
        }
    }

    fn cache_store(&mut self, request: &Request, response: &Response) -> Result<Store> {
        if response.status() != 200 {
            return Ok(Store::Bypass);
        }
        Store::keep(1000, &[&request.key(), "all"])
    }

    fn on_request(&mut self, request: &mut Request) -> Result<Action> {
        log::debug(
            &[
                request.method(),
                request.path(),
                request.operation(),
                request.bucket(),
                request.key(),
                or(request.version()),
                request.who(),
                request.id(),
                request.address(),
                number(request.length()),
                request.entry(),
                or(request.range()),
                or(request.header("x-probe")),
                request.headers().len().to_string(),
            ]
            .join(" "),
        );
        // A request that stores nothing has no metadata.
        if request.set_header("x-amz-meta-probe", "é").is_err() {
            assert_eq!(request.operation(), "GetObject");
        }
        // There may be none.
        let _ = request.remove_header("x-amz-meta-other");
        if let Some(to) = request.query("to") {
            request.rewrite("", &to)?;
        }
        if let Some(stored) = request.query("store") {
            let mut writer = blobs::write()?;
            writer.write(stored.as_bytes())?;
            let blob = writer.finish()?;
            blobs::replace_body(&blob.hash)?;
            let mut room = [0; 16];
            let length = blobs::read(&blob.hash, 0, &mut room)?;
            log::info(&format!(
                "{} {} {}",
                blob.size,
                number(blobs::length(&blob.hash)?),
                text(&room[..length])
            ));
        }
        vars::set("probe", b"set")?;
        if request.query("teapot").is_some() {
            return request.reply(418, &[("x-tea", "yes")], b"short");
        }
        match request.query("deny") {
            None => Ok(Action::Continue),
            Some(_) => request.deny("SlowDown", "probe"),
        }
    }

    fn on_request_body(&mut self, chunk: &[u8], end: bool, out: &mut Body) -> Result<Action> {
        out.write(chunk)?;
        if end {
            out.write(b"!")?;
        }
        Ok(Action::Continue)
    }

    fn on_response(&mut self, request: &Request, response: &mut Response) -> Result<Action> {
        log::info(
            &[
                or(vars::get("probe")?.map(|value| text(&value))),
                response.status().to_string(),
                or(response.error_code()),
                or(response.etag()),
                number(response.length()),
                or(response.content_type()),
                or(response.header("x-probe")),
                response.headers().len().to_string(),
                response.is_success().to_string(),
            ]
            .join(" "),
        );
        response.set_header("x-probe", &json::quote("\"\n\\"))?;
        let _ = response.remove_header("x-other");
        hashes()?;
        about_node()?;
        let object = blobs::object()?;
        if let (Some(object), Some(_)) = (object, request.query("same")) {
            return blobs::respond(&object.hash);
        }
        if request.query("gone").is_some() {
            return response.deny("NoSuchKey", "gone");
        }
        match request.query("ok") {
            None => Ok(Action::Continue),
            Some(_) => response.reply(200, &[], b"ok"),
        }
    }

    fn on_response_body(&mut self, _: &[u8], _: bool, _: &mut Body) -> Result<Action> {
        Ok(Action::Pass)
    }

    fn on_done(&mut self, _: &Request, _: &Response) {
        log::warn("done");
    }

    fn on_event(&mut self, event: &Event) -> Result<Delivery> {
        let (bucket, key, version) = match event {
            Event::ObjectRemoved { bucket, key, .. } => {
                return Ok(match docs::remove(bucket, key) {
                    Ok(()) => Delivery::Done,
                    Err(_) => Delivery::Again,
                })
            }
            Event::ObjectCreated {
                bucket,
                key,
                version,
            } => (bucket, key, version.as_str()),
            Event::EntrySet { bucket, key } | Event::EntryDeleted { bucket, key } => {
                (bucket, key, "")
            }
        };
        let name = format!("probe/{}", key);
        docs::set(
            bucket,
            &name,
            format!("{} {} {}", bucket, key, version).as_bytes(),
        )?;
        if let Some(entry) = docs::get(bucket, &name)? {
            log::info(&format!(
                "{} {} {}",
                entry.author.len(),
                entry.clock > 0,
                text(&entry.value)
            ));
        }
        let all = docs::list(bucket, "probe/", "")?;
        let next = docs::list(bucket, "probe/", all.last().map_or("", |last| &last.key))?;
        match all.first() {
            None => return Ok(Delivery::Again),
            Some(first) => log::info(&format!("{} {} {}", first.key, first.length, next.len())),
        }
        cache::invalidate("all")?;
        Ok(Delivery::Done)
    }

    fn on_tick(&mut self) -> Result<()> {
        cache::invalidate_all()?;
        let mut answer = net::request("POST", "https://example.com/", &[("x-a", "1")], b"body")?;
        let body = answer.body(16)?;
        log::info(&format!(
            "{} {} {}",
            answer.status()?,
            or(answer.header("x-b")?),
            text(&body)
        ));
        match net::request("GET", "https://example.com/", &[("x-a", "1\nx-b: 2")], b"") {
            Err(Error::Invalid) => Ok(()),
            _ => Err(Error::Failed),
        }
    }
}

fn hashes() -> Result<()> {
    let algorithms = [
        Algorithm::Blake3,
        Algorithm::Sha256,
        Algorithm::Md5,
        Algorithm::Crc32c,
        Algorithm::Sha1,
    ];
    for algorithm in algorithms {
        let mut hasher = Hasher::new(algorithm)?;
        hasher.update(b"a")?;
        hasher.update(b"bc")?;
        let whole = hash::digest(algorithm, b"abc")?;
        if hash::equal(&hasher.finish()?, &whole) {
            log::info(&hash::encode(Form::Hex, &whole)?);
        } else {
            log::error("hash");
        }
    }
    log::info(&hash::encode(
        Form::Base64Url,
        &hash::hmac(Algorithm::Sha256, b"key", b"abc")?,
    )?);
    let bad = hash::decode(Form::Hex, "zz");
    log::info(&format!(
        "{} null {}",
        text(&hash::decode(Form::Base64, "YWJj")?),
        bad.err().map_or("", Error::name)
    ));
    Ok(())
}

fn about_node() -> Result<()> {
    metric::add("probed", 1.0)?;
    metric::set("level", 0.5)?;
    metric::observe("seen", 2.0)?;
    let mut random = [0; 8];
    node::random(&mut random)?;
    log::info(
        &[
            node::id()?.len().to_string(),
            node::time().to_string(),
            (node::deadline() > 0).to_string(),
            random.len().to_string(),
            config::number("number").unwrap_or(7).to_string(),
            config::flag("flag").to_string(),
            config::list("list").join("+"),
            or(config::get("/object/a~1b")),
            config::pointer("a/b~"),
        ]
        .join(" "),
    );
    Ok(())
}

export!(
    Probe: authorize,
    cache_lookup,
    cache_store,
    on_request,
    on_request_body,
    on_response,
    on_response_body,
    on_done,
    on_event,
    on_tick,
);

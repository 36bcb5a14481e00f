// Uses every function of the SDK: what nobody calls, asc does not compile.

import {
  Action, Algorithm, Body, Delivery, Event, EventKind, Fault, Form, Hasher, Header, Identity, Lookup, Plugin, Request,
  Response, Store, blobs, cache, config, docs, hash, identity, json, log, lookup, metric, net, node, plug, store, vars,
} from "horizon-sdk/assembly";

function bytes(text: string): Uint8Array {
  return Uint8Array.wrap(String.UTF8.encode(text));
}

function text(some: Uint8Array | null): string {
  return some == null ? "null" : String.UTF8.decode(some.buffer.slice(some.byteOffset, some.byteOffset + some.length));
}

function or(text: string | null): string {
  return text == null ? "null" : text;
}

class Probe extends Plugin {
  init(): bool {
    return docs.subscribe("photos", "probe/");
  }

  authorize(request: Request): Identity {
    const name = request.query("as");
    if (name == null) return Identity.Abstain;
    return name == "nobody" ? identity.denied("AccessDenied", "nobody") : identity.named(name);
  }

  cacheLookup(request: Request): Lookup {
    const hit = request.query("blob");
    if (hit != null) return lookup.hit(bytes(hit));
    return request.query("cache") == null ? Lookup.Bypass : lookup.byKey(request.key());
  }

  cacheStore(request: Request, response: Response): Store {
    return response.status() == 200 ? store.keep(1000, [request.key(), "all"]) : Store.Bypass;
  }

  onRequest(request: Request): Action {
    log.debug([
      request.method(), request.path(), request.operation(), request.bucket(), request.key(), or(request.version()),
      request.who(), request.id(), request.address(), request.length().toString(), request.entry(), or(request.range()),
      or(request.header("x-probe")), request.headers().length.toString(),
    ].join(" "));
    request.setHeader("x-amz-meta-probe", "é");
    request.removeHeader("x-amz-meta-other");
    const to = request.query("to");
    if (to != null) request.rewrite("", to);
    const stored = request.query("store");
    if (stored != null) {
      const writer = blobs.write();
      if (writer == null || !writer.write(bytes(stored))) return Action.Failed;
      const blob = writer.finish();
      if (blob == null || !blobs.replaceBody(blob.hash)) return Action.Failed;
      const room = new Uint8Array(16);
      const length = blobs.read(blob.hash, 0, room);
      log.info(blob.size.toString() + " " + blobs.length(blob.hash).toString() + " " + text(room.slice(0, length)));
    }
    vars.set("probe", bytes("set"));
    if (request.query("teapot") != null) return request.reply(418, [new Header("x-tea", "yes")], bytes("short"));
    return request.query("deny") == null ? Action.Continue : request.deny("SlowDown", "probe");
  }

  onRequestBody(chunk: Uint8Array, end: bool, out: Body): Action {
    out.write(chunk);
    if (end) out.writeText("!");
    return Action.Continue;
  }

  onResponse(request: Request, response: Response): Action {
    log.info([
      text(vars.get("probe")), response.status().toString(), or(response.errorCode()), or(response.etag()),
      response.length().toString(), or(response.contentType()), or(response.header("x-probe")),
      response.headers().length.toString(), response.isSuccess().toString(),
    ].join(" "));
    response.setHeader("x-probe", json.quote("\"\n\\"));
    response.removeHeader("x-other");
    this.hashes();
    this.node();
    const object = blobs.object();
    if (request.query("same") != null && object != null) return blobs.respond(object.hash);
    if (request.query("gone") != null) return response.deny("NoSuchKey", "gone");
    return request.query("ok") == null ? Action.Continue : response.reply(200, [], bytes("ok"));
  }

  private hashes(): void {
    const some = bytes("abc");
    for (let algorithm = Algorithm.Blake3; algorithm <= Algorithm.Sha1; algorithm++) {
      const hasher = new Hasher(algorithm);
      hasher.update(some.subarray(0, 1));
      hasher.update(some.subarray(1));
      const pieces = hasher.finish();
      const whole = hash.digest(algorithm, some);
      if (pieces == null || whole == null || !hash.equal(pieces, whole)) log.error("hash");
      else log.info(or(hash.encode(Form.Hex, whole)));
    }
    const code = hash.hmac(Algorithm.Sha256, bytes("key"), some);
    if (code != null) log.info(or(hash.encode(Form.Base64Url, code)));
    log.info(text(hash.decode(Form.Base64, "YWJj")) + " " + text(hash.decode(Form.Hex, "zz")) + " " + Fault.nameOf(Fault.last));
  }

  private node(): void {
    metric.add("probed", 1);
    metric.set("level", 0.5);
    metric.observe("seen", 2);
    const random = node.random(8);
    log.info([
      node.id().length.toString(), node.time().toString(), (node.deadline() > 0).toString(),
      random == null ? "null" : random.length.toString(), config.number("number", 7).toString(),
      config.flag("flag").toString(), config.list("list").join("+"), or(config.get("/object/a~1b")),
      config.pointer("a/b~"),
    ].join(" "));
  }

  onResponseBody(chunk: Uint8Array, end: bool, out: Body): Action {
    return Action.Pass;
  }

  onDone(request: Request, response: Response): void {
    log.warn("done");
  }

  onEvent(event: Event): Delivery {
    const value = event.bucket + " " + event.key + " " + event.version;
    if (event.kind == EventKind.ObjectRemoved) return docs.remove(event.bucket, event.key) ? Delivery.Done : Delivery.Again;
    docs.set(event.bucket, "probe/" + event.key, bytes(value));
    const entry = docs.get(event.bucket, "probe/" + event.key);
    if (entry != null) log.info(entry.author.length.toString() + " " + (entry.clock > 0).toString() + " " + text(entry.value));
    const all = docs.list(event.bucket, "probe/", "");
    if (all == null || all.length == 0) return Delivery.Again;
    const next = docs.list(event.bucket, "probe/", all[all.length - 1].key);
    log.info(all[0].key + " " + all[0].length.toString() + " " + (next == null ? "null" : next.length.toString()));
    cache.invalidate("all");
    return Delivery.Done;
  }

  onTick(): bool {
    cache.invalidateAll();
    const answer = net.request("POST", "https://example.com/", [new Header("x-a", "1")], bytes("body"));
    if (answer == null) return false;
    const room = new Uint8Array(16);
    const length = answer.read(room);
    log.info(answer.status().toString() + " " + or(answer.header("x-b")) + " " + text(room.slice(0, length)));
    return net.request("GET", "https://example.com/", [new Header("x-a", "1\nx-b: 2")], bytes("")) == null;
  }
}

plug(new Probe());

export {
  hp_abi_version, hp_alloc, hp_authorize, hp_cache_lookup, hp_cache_store, hp_init, hp_on_done, hp_on_event,
  hp_on_request, hp_on_request_body, hp_on_response, hp_on_response_body, hp_on_tick,
} from "horizon-sdk/assembly";

// Writes an entry into the bucket's document for every write of a client: who wrote what, when and from where. Entries
// travel with the bucket, are written before the client is answered, and are as durable as what they are about.

import {
  Action, Fault, Plugin, Request, Response, config, docs, json, log, metric, node, plug,
} from "horizon-sdk/assembly";

const PREFIX = "audit/";

const DAY: i64 = 86_400_000;

/** How often old entries are looked for, in each bucket by each instance. */
const PAUSE: i64 = 3_600_000;

/** How many entries are removed behind one request, for which the node does so much and no more. */
const REMOVED: i32 = 100;

class AuditTrail extends Plugin {
  private refused: bool = false;
  private required: bool = false;
  private kept: i64 = 0;
  private cleaned: Map<string, i64> = new Map();

  init(): bool {
    this.refused = config.flag("refused");
    this.required = config.flag("required");
    this.kept = config.number("keep-days", 0) * DAY;
    return true;
  }

  onResponse(request: Request, response: Response): Action {
    if (!response.isSuccess() && !this.refused) return Action.Continue;
    const time = iso(node.time());
    const value = String.UTF8.encode(entry(time, request, response));
    if (docs.set("", PREFIX + time + "/" + request.id(), Uint8Array.wrap(value))) return Action.Continue;
    log.error("no entry for request " + request.id() + ": " + Fault.nameOf(Fault.last));
    metric.add("entries_lost", 1);
    return this.required && response.isSuccess()
      ? response.deny("ServiceUnavailable", "What was asked has happened, but no entry of it could be written")
      : Action.Continue;
  }

  onDone(request: Request, response: Response): void {
    if (this.kept > 0) this.clean(request.bucket(), node.time());
  }

  /** Removes entries of this node that are older than they are kept; some at a time. */
  private clean(bucket: string, now: i64): void {
    if (this.cleaned.has(bucket) && now < this.cleaned.get(bucket)) return;
    // A client that may make buckets makes no instance grow.
    if (this.cleaned.size > 1000) this.cleaned.clear();
    this.cleaned.set(bucket, now + PAUSE);
    const end = PREFIX + iso(now - this.kept);
    let last = "";
    let looked = 0;
    while (looked < REMOVED) {
      const page = docs.list(bucket, PREFIX, last);
      if (page == null || page.length == 0) return;
      for (let i = 0; i < page.length && looked < REMOVED; i++, looked++) {
        last = page[i].key;
        if (last >= end) return;
        docs.remove(bucket, last);
      }
    }
    // There is more.
    this.cleaned.delete(bucket);
  }
}

function entry(time: string, request: Request, response: Response): string {
  return "{\"time\":" + json.quote(time)
    + ",\"operation\":" + json.quote(request.operation())
    + ",\"bucket\":" + json.quote(request.bucket())
    + ",\"key\":" + json.quote(request.key())
    + ",\"version\":" + quoted(request.version())
    + ",\"who\":" + json.quote(request.who())
    + ",\"address\":" + json.quote(request.address())
    + ",\"status\":" + response.status().toString()
    + ",\"etag\":" + quoted(response.etag())
    + ",\"request\":" + json.quote(request.id()) + "}";
}

function quoted(text: string | null): string {
  return text == null ? "null" : json.quote(text);
}

/** A time in milliseconds as ISO 8601 has it, so that entries are in the order in which they came. */
function iso(milliseconds: i64): string {
  return new Date(milliseconds).toISOString();
}

plug(new AuditTrail());

export { hp_abi_version, hp_alloc, hp_init, hp_on_done, hp_on_response } from "horizon-sdk/assembly";

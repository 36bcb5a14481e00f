// What stands between the exports and a Plugin.

import { Body, Request, Response } from "./http";
import { Delivery, Event, EventKind, Plugin } from "./phase";
import { log } from "./sdk";

let plugin: Plugin | null = null;
let chunk = new Uint8Array(0);
const request = new Request();
const response = new Response();
const body = new Body();

/** Says which plugin the module is: once, at the top of its entry file. */
export function plug(one: Plugin): void {
  plugin = one;
}

function it(): Plugin {
  return assert(plugin, "plug was not called");
}

export function hp_abi_version(): i32 {
  return 1;
}

export function hp_alloc(length: i32): usize {
  chunk = new Uint8Array(length);
  return chunk.dataStart;
}

export function hp_init(): i32 {
  return it().init() ? 0 : 1;
}

export function hp_authorize(): i32 {
  return it().authorize(request);
}

export function hp_cache_lookup(): i32 {
  return it().cacheLookup(request);
}

export function hp_cache_store(): i32 {
  return it().cacheStore(request, response);
}

export function hp_on_request(): i32 {
  return it().onRequest(request);
}

export function hp_on_request_body(start: usize, length: i32, end: i32): i32 {
  body.begin();
  return body.end(it().onRequestBody(chunk.subarray(0, length), end != 0, body));
}

export function hp_on_response(): i32 {
  return it().onResponse(request, response);
}

export function hp_on_response_body(start: usize, length: i32, end: i32): i32 {
  body.begin();
  return body.end(it().onResponseBody(chunk.subarray(0, length), end != 0, body));
}

export function hp_on_done(): void {
  it().onDone(request, response);
}

export function hp_on_event(kind: i32, start: usize, length: i32): i32 {
  // Others are for newer plugins.
  if (kind < EventKind.EntrySet || kind > EventKind.ObjectRemoved) return Delivery.Done;
  const text = String.UTF8.decodeUnsafe(start, length);
  const first = text.indexOf("\0");
  const last = kind < EventKind.ObjectCreated ? text.length : text.lastIndexOf("\0");
  if (first < 0 || last <= first) {
    log.error("an event has not the form that is known here");
    return Delivery.Done;
  }
  const version = last < text.length ? text.substring(last + 1) : "";
  return it().onEvent(new Event(kind, text.substring(0, first), text.substring(first + 1, last), version));
}

export function hp_on_tick(): i32 {
  return it().onTick() ? 0 : -1;
}

/** What `asc` calls where a program cannot go on; the trap behind it costs this instance. */
export function failed(message: string | null, file: string | null, line: u32, column: u32): void {
  const where = file == null ? "" : ` at ${file}:${line}:${column}`;
  log.error((message == null ? "failed" : message) + where);
  unreachable();
}

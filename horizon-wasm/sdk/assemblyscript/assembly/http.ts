import {
  http_deny, http_emit, http_header_at, http_header_get, http_header_remove, http_header_set, http_property,
  http_query, http_reply, http_rewrite, sdk_var_get, sdk_var_set,
} from "./imports";
import { at, capacity, done, fits, out, taken, takenBytes, utf8 } from "./memory";
import { Action } from "./phase";

const REQUEST: i32 = 0;
const ANSWER: i32 = 1;

/** A header. */
export class Header {
  constructor(public name: string, public value: string) {}
}

/** A property by its number in the ABI, if there is one and it may be seen in this phase. */
function property(number: i32): string | null {
  let length: i32;
  do {
    length = http_property(number, out(), capacity());
  } while (!fits(length));
  return taken(length);
}

/** A property that is always there. */
function known(number: i32): string {
  const text = property(number);
  return text == null ? "" : text;
}

function number(name: i32): i64 {
  const text = property(name);
  return text == null ? -1 : I64.parseInt(text);
}

function header(side: i32, name: string): string | null {
  const key = utf8(name);
  let length: i32;
  do {
    length = http_header_get(side, at(key), key.byteLength, out(), capacity());
  } while (!fits(length));
  return taken(length);
}

/** The header at an index, as `name: value`. */
function headerAt(side: i32, index: i32): string | null {
  let length: i32;
  do {
    length = http_header_at(side, index, out(), capacity());
  } while (!fits(length));
  return taken(length);
}

function headers(side: i32): Header[] {
  const all: Header[] = [];
  let line = headerAt(side, 0);
  while (line != null) {
    const colon = line.indexOf(": ");
    all.push(new Header(line.substring(0, colon), line.substring(colon + 2)));
    line = headerAt(side, all.length);
  }
  return all;
}

function setHeader(side: i32, name: string, value: string): bool {
  const key = utf8(name);
  const text = utf8(value);
  return done(http_header_set(side, at(key), key.byteLength, at(text), text.byteLength));
}

function removeHeader(side: i32, name: string): bool {
  const key = utf8(name);
  return done(http_header_remove(side, at(key), key.byteLength));
}

function reply(status: i32, headers: Header[], body: Uint8Array): Action {
  if (!done(http_reply(status, body.dataStart, body.length))) return Action.Failed;
  for (let i = 0; i < headers.length; i++) {
    if (!setHeader(ANSWER, headers[i].name, headers[i].value)) return Action.Failed;
  }
  return Action.Respond;
}

/** Makes an error of S3 the answer. */
export function deny(code: string, message: string): bool {
  const name = utf8(code);
  const text = utf8(message);
  return done(http_deny(at(name), name.byteLength, at(text), text.byteLength));
}

/** The request, as far as this phase may see and change it. */
export class Request {
  /** `GET`, `PUT`, … */
  method(): string { return known(1); }

  /** The path as it was sent, still encoded. */
  path(): string { return known(2); }

  /** S3's name for what is asked, such as `GetObject`. */
  operation(): string { return known(3); }

  /** The bucket; empty where the request is about none. */
  bucket(): string { return known(4); }

  /** The object's key; empty where the request is about none. */
  key(): string { return known(5); }

  /** The version asked for; behind the operation, the version of the answer. */
  version(): string | null { return property(6); }

  /** Who asks: an owner's id, or `anonymous`. */
  who(): string { return known(7); }

  /** The request's id, which is in the answer, too. */
  id(): string { return known(8); }

  /** The client's address. */
  address(): string { return known(9); }

  /** Bytes of the body that the client sends; -1 if it did not say. */
  length(): i64 { return number(10); }

  /** The name under which the plugin is installed. */
  entry(): string { return known(16); }

  /** The range asked for, as it was sent. */
  range(): string | null { return property(17); }

  /** A parameter of the query, decoded. */
  query(name: string): string | null {
    const key = utf8(name);
    let length: i32;
    do {
      length = http_query(at(key), key.byteLength, out(), capacity());
    } while (!fits(length));
    return taken(length);
  }

  /** A header; several of one name are joined by `, `. */
  header(name: string): string | null { return header(REQUEST, name); }

  /** All headers in their order. */
  headers(): Header[] { return headers(REQUEST); }

  /** Changes what is stored as metadata, or a condition. */
  setHeader(name: string, value: string): bool { return setHeader(REQUEST, name, value); }

  /** Removes a header that could be set. */
  removeHeader(name: string): bool { return removeHeader(REQUEST, name); }

  /** Makes the request one about another bucket or key; an empty one stays. */
  rewrite(bucket: string, key: string): bool {
    const first = utf8(bucket);
    const second = utf8(key);
    return done(http_rewrite(at(first), first.byteLength, at(second), second.byteLength));
  }

  /** Answers it: return what this gives. `status` is 200 to 599. */
  reply(status: i32, headers: Header[], body: Uint8Array): Action { return reply(status, headers, body); }

  /** Answers it with an error of S3, such as `AccessDenied`: return what this gives. */
  deny(code: string, message: string): Action { return deny(code, message) ? Action.Respond : Action.Failed; }
}

/** The answer, as far as this phase may see and change it. */
export class Response {
  /** The status of HTTP; -1 where there is no answer yet. */
  status(): i32 { return i32(number(11)); }

  /** Whether the operation did what was asked. */
  isSuccess(): bool { return this.status() / 100 == 2; }

  /** The code of S3's error, if it is one. */
  errorCode(): string | null { return property(12); }

  /** The ETag as the client would see it. */
  etag(): string | null { return property(13); }

  /** Bytes of the body; -1 if they are not known. */
  length(): i64 { return number(14); }

  /** The content type of the object. */
  contentType(): string | null { return property(15); }

  /** A header; several of one name are joined by `, `. */
  header(name: string): string | null { return header(ANSWER, name); }

  /** All headers in their order. */
  headers(): Header[] { return headers(ANSWER); }

  /** Changes a header that does not frame, sign or identify. */
  setHeader(name: string, value: string): bool { return setHeader(ANSWER, name, value); }

  /** Removes a header that could be set. */
  removeHeader(name: string): bool { return removeHeader(ANSWER, name); }

  /** Answers with something else: return what this gives. `status` is 200 to 599. */
  reply(status: i32, headers: Header[], body: Uint8Array): Action { return reply(status, headers, body); }

  /** Answers with an error of S3, such as `AccessDenied`: return what this gives. */
  deny(code: string, message: string): Action { return deny(code, message) ? Action.Respond : Action.Failed; }
}

/** How many bytes are gathered before the host is called. */
const GATHERED: i32 = 16384;

/** The body that a plugin writes. What is written in one call takes the place of the chunk. */
export class Body {
  private gathered: Uint8Array = new Uint8Array(GATHERED);
  private length: i32 = 0;
  private failed: bool = false;

  /** Writes the next bytes, 1 MiB at a time; 4 MiB in one call of the plugin. */
  write(bytes: Uint8Array): void {
    this.writeAt(bytes.dataStart, bytes.length);
  }

  /** Writes text as UTF-8. */
  writeText(text: string): void {
    const bytes = utf8(text);
    this.writeAt(at(bytes), bytes.byteLength);
  }

  private writeAt(start: usize, length: i32): void {
    if (length > GATHERED - this.length) this.flush();
    if (length > GATHERED) {
      if (!done(http_emit(start, length))) this.failed = true;
      return;
    }
    memory.copy(this.gathered.dataStart + this.length, start, length);
    this.length += length;
  }

  private flush(): void {
    if (this.length > 0 && !done(http_emit(this.gathered.dataStart, this.length))) this.failed = true;
    this.length = 0;
  }

  /** Forgets what a call left that failed. */
  begin(): void {
    this.length = 0;
    this.failed = false;
  }

  /** Hands over what was written. */
  end(action: Action): Action {
    this.flush();
    return this.failed ? Action.Failed : action;
  }
}

/** Variables of the request, which the plugins of its chain share. */
export namespace vars {
  /** What a plugin of the chain has set. */
  export function get(name: string): Uint8Array | null {
    const key = utf8(name);
    let length: i32;
    do {
      length = sdk_var_get(at(key), key.byteLength, out(), capacity());
    } while (!fits(length));
    return takenBytes(length);
  }

  /** Sets one of 16, to at most 4 KiB. */
  export function set(name: string, value: Uint8Array): bool {
    const key = utf8(name);
    return done(sdk_var_set(at(key), key.byteLength, value.dataStart, value.length));
  }
}

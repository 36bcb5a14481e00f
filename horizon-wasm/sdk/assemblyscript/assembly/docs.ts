import { docs_delete, docs_get, docs_list, docs_set, docs_subscribe } from "./imports";
import { at, capacity, done, fits, out, takenBytes, utf8 } from "./memory";

/** An entry with who wrote it. */
export class Entry {
  constructor(
    public author: Uint8Array,
    /** Microseconds since 1970, by its author's clock. */
    public clock: u64,
    public value: Uint8Array,
  ) {}
}

/** An entry in a list. */
export class Listed {
  constructor(
    public key: string,
    public author: Uint8Array,
    /** Microseconds since 1970, by its author's clock. */
    public clock: u64,
    /** Bytes of its value. */
    public length: u32,
  ) {}
}

/**
 * The plugins' space of a bucket's document: small entries that travel with the bucket. An empty bucket is the
 * request's.
 */
export namespace docs {
  const PAGE: i32 = 16384;

  /** The newest entry of a key. */
  export function get(bucket: string, key: string): Entry | null {
    const first = utf8(bucket);
    const second = utf8(key);
    let length: i32;
    do {
      length = docs_get(at(first), first.byteLength, at(second), second.byteLength, out(), capacity());
    } while (!fits(length));
    const bytes = takenBytes(length);
    if (bytes == null) return null;
    return new Entry(bytes.slice(0, 32), load<u64>(bytes.dataStart + 32), bytes.slice(40));
  }

  /** Sets this node's entry, as durably as an object is stored. */
  export function set(bucket: string, key: string, value: Uint8Array): bool {
    const first = utf8(bucket);
    const second = utf8(key);
    return done(docs_set(at(first), first.byteLength, at(second), second.byteLength, value.dataStart, value.length));
  }

  /** Removes this node's entry. */
  export function remove(bucket: string, key: string): bool {
    const first = utf8(bucket);
    const second = utf8(key);
    return done(docs_delete(at(first), first.byteLength, at(second), second.byteLength));
  }

  /**
   * A page of entries with keys behind `after`, the last one of the page before, or the empty text; empty at the end,
   * null if it fails.
   */
  export function list(bucket: string, prefix: string, after: string): Listed[] | null {
    const first = utf8(bucket);
    const second = utf8(prefix);
    const third = utf8(after);
    fits(PAGE);
    let length: i32;
    do {
      length = docs_list(
        at(first), first.byteLength, at(second), second.byteLength, at(third), third.byteLength, out(), capacity());
    } while (!fits(length));
    const bytes = takenBytes(length);
    return bytes == null ? null : listed(bytes);
  }

  /** Asks for events about entries with a prefix. In `init` only. */
  export function subscribe(bucket: string, prefix: string): bool {
    const first = utf8(bucket);
    const second = utf8(prefix);
    return done(docs_subscribe(at(first), first.byteLength, at(second), second.byteLength));
  }

  function listed(bytes: Uint8Array): Listed[] {
    const all: Listed[] = [];
    let index = 0;
    while (index < bytes.length) {
      const start = bytes.dataStart + index;
      const length = i32(load<u16>(start));
      const key = String.UTF8.decodeUnsafe(start + 2, length);
      const author = bytes.slice(index + 2 + length, index + 34 + length);
      all.push(new Listed(key, author, load<u64>(start + 34 + length), load<u32>(start + 42 + length)));
      index += 46 + length;
    }
    return all;
  }
}

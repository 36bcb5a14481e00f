import {
  blobs_object, blobs_read, blobs_replace_body, blobs_respond, blobs_size, blobs_write, blobs_write_finish,
  blobs_write_open,
} from "./imports";
import { done } from "./memory";
import { Action } from "./phase";

/** A blob by its BLAKE3 hash of 32 bytes, with its size in bytes. */
export class Blob {
  constructor(public hash: Uint8Array, public size: i64) {}
}

/** A blob that is being written. */
export class Writer {
  constructor(private handle: i32) {}

  /** Writes the next bytes. */
  write(bytes: Uint8Array): bool { return done(blobs_write(this.handle, bytes.dataStart, bytes.length)); }

  /** Ends it. What is not ended is dropped with the request. */
  finish(): Blob | null {
    const hash = new Uint8Array(32);
    const size = blobs_write_finish(this.handle, hash.dataStart);
    return done(size) ? new Blob(hash, size) : null;
  }
}

/** Bytes by their BLAKE3 hash: those that the request's bucket holds, and those that this plugin wrote. */
export namespace blobs {
  /** The blob that the answer's object is, if it is kept as one. */
  export function object(): Blob | null {
    const hash = new Uint8Array(32);
    const size = blobs_object(hash.dataStart);
    return done(size) ? new Blob(hash, size) : null;
  }

  /** The size of a blob in bytes; -1 if neither the bucket nor this plugin holds it. */
  export function length(hash: Uint8Array): i64 {
    if (hash.length != 32) return -1;
    const size = blobs_size(hash.dataStart);
    return done(size) ? size : -1;
  }

  /** Reads from an offset: how many bytes; fewer than there is room for come only at the end. -1 if it fails. */
  export function read(hash: Uint8Array, offset: i64, buffer: Uint8Array): i32 {
    if (hash.length != 32) return -1;
    const length = blobs_read(hash.dataStart, offset, buffer.dataStart, buffer.length);
    return done(length) ? length : -1;
  }

  /** Begins a blob of this plugin's. */
  export function write(): Writer | null {
    const handle = blobs_write_open();
    return done(handle) ? new Writer(handle) : null;
  }

  /** Makes a blob the answer's body: return what this gives. */
  export function respond(hash: Uint8Array): Action {
    return hash.length == 32 && done(blobs_respond(hash.dataStart)) ? Action.Respond : Action.Failed;
  }

  /** Stores a blob instead of what the client sends, which is read and verified all the same. In `onRequest` only. */
  export function replaceBody(hash: Uint8Array): bool {
    return hash.length == 32 && done(blobs_replace_body(hash.dataStart));
  }
}

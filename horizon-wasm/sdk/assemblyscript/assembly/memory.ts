// What goes to the host and comes from it.

import { Fault } from "./fault";

/** Where results are put; it grows with them. */
let room = new ArrayBuffer(1024);

// @ts-ignore: decorator
@inline
export function out(): usize {
  return changetype<usize>(room);
}

// @ts-ignore: decorator
@inline
export function capacity(): i32 {
  return room.byteLength;
}

/** Whether a result fitted; there is room for it the next time. */
export function fits(length: i32): bool {
  if (length <= room.byteLength) return true;
  room = new ArrayBuffer(length);
  return false;
}

/** The result as text; null if there is none. */
export function taken(length: i32): string | null {
  if (!done(length)) return null;
  return String.UTF8.decodeUnsafe(out(), length);
}

/** The result as bytes; null if there is none. */
export function takenBytes(length: i32): Uint8Array | null {
  if (!done(length)) return null;
  const bytes = new Uint8Array(length);
  memory.copy(bytes.dataStart, out(), length);
  return bytes;
}

/** Whether it worked; if not, `Fault.last` says why. */
export function done(result: i64): bool {
  if (result >= 0) return true;
  Fault.last = i32(result);
  return false;
}

/** Text as the host takes it. */
export function utf8(text: string): ArrayBuffer {
  return String.UTF8.encode(text, false, String.UTF8.ErrorMode.REPLACE);
}

// @ts-ignore: decorator
@inline
export function at(bytes: ArrayBuffer): usize {
  return changetype<usize>(bytes);
}

import { sdk_decode, sdk_encode, sdk_hash, sdk_hash_finish, sdk_hash_open, sdk_hash_update, sdk_hmac } from "./imports";
import { at, capacity, done, fits, out, taken, takenBytes, utf8 } from "./memory";

/** A hash function. */
export enum Algorithm {
  Blake3 = 1,
  Sha256 = 2,
  Md5 = 3,
  /** Castagnoli's, big-endian. */
  Crc32c = 4,
  Sha1 = 5,
}

/** How bytes are written as text. */
export enum Form {
  Hex = 1,
  Base64 = 2,
  /** Without padding. */
  Base64Url = 3,
}

/** A hash of bytes that come in pieces. */
export class Hasher {
  private handle: i32;

  constructor(algorithm: Algorithm) {
    this.handle = sdk_hash_open(algorithm);
    done(this.handle);
  }

  update(bytes: Uint8Array): bool { return done(sdk_hash_update(this.handle, bytes.dataStart, bytes.length)); }

  finish(): Uint8Array | null { return takenBytes(sdk_hash_finish(this.handle, out())); }
}

/** Hashes, message authentication and encodings, by the node. */
export namespace hash {
  /** The hash of bytes. */
  export function digest(algorithm: Algorithm, bytes: Uint8Array): Uint8Array | null {
    return takenBytes(sdk_hash(algorithm, bytes.dataStart, bytes.length, out()));
  }

  /** The code that proves bytes to who has the key, by SHA-256, SHA-1 or MD5. */
  export function hmac(algorithm: Algorithm, key: Uint8Array, bytes: Uint8Array): Uint8Array | null {
    return takenBytes(sdk_hmac(algorithm, key.dataStart, key.length, bytes.dataStart, bytes.length, out()));
  }

  /** Whether two secrets are the same, in a time that says nothing of where they differ. */
  export function equal(a: Uint8Array, b: Uint8Array): bool {
    let difference = i32(a.length != b.length);
    const length = min(a.length, b.length);
    for (let i = 0; i < length; i++) difference |= a[i] ^ b[i];
    return difference == 0;
  }

  /** Bytes as text. */
  export function encode(form: Form, bytes: Uint8Array): string | null {
    let length: i32;
    do {
      length = sdk_encode(form, bytes.dataStart, bytes.length, out(), capacity());
    } while (!fits(length));
    return taken(length);
  }

  /** Text as bytes; null if it has not the form. */
  export function decode(form: Form, text: string): Uint8Array | null {
    const bytes = utf8(text);
    let length: i32;
    do {
      length = sdk_decode(form, at(bytes), bytes.byteLength, out(), capacity());
    } while (!fits(length));
    return takenBytes(length);
  }
}

import {
  sdk_cache_invalidate, sdk_config, sdk_deadline, sdk_log, sdk_metric_add, sdk_metric_observe, sdk_metric_set,
  sdk_node_id, sdk_random, sdk_time,
} from "./imports";
import { at, capacity, done, fits, out, taken, utf8 } from "./memory";

/**
 * The settings that an operator gave. A name that begins with `/` is a JSON Pointer (RFC 6901), for what is inside of
 * lists and objects: `/rules/0/prefix`.
 */
export namespace config {
  /** A setting: text as it is, anything else as JSON. */
  export function get(name: string): string | null {
    const key = utf8(name);
    let length: i32;
    do {
      length = sdk_config(at(key), key.byteLength, out(), capacity());
    } while (!fits(length));
    return taken(length);
  }

  /** A setting that is a whole number. */
  export function number(name: string, otherwise: i64): i64 {
    const text = get(name);
    return text == null ? otherwise : I64.parseInt(text);
  }

  /** Whether a setting is `true`. */
  export function flag(name: string): bool {
    return get(name) == "true";
  }

  /** A setting that is a list; empty if there is none. */
  export function list(name: string): string[] {
    const root = name.startsWith("/") ? name : pointer(name);
    const items: string[] = [];
    let item = get(root + "/0");
    while (item != null) {
      items.push(item);
      item = get(root + "/" + items.length.toString());
    }
    return items;
  }

  /** A name as a JSON Pointer, whatever stands in it. */
  export function pointer(name: string): string {
    return "/" + name.replaceAll("~", "~0").replaceAll("/", "~1");
  }
}

/** Lines in the plugin's log: at most 4 KiB each and 256 KiB a second; what is over is counted and dropped. */
export namespace log {
  export function error(line: string): void { write(1, line); }

  export function warn(line: string): void { write(2, line); }

  export function info(line: string): void { write(3, line); }

  export function debug(line: string): void { write(4, line); }

  function write(level: i32, line: string): void {
    const text = utf8(line);
    sdk_log(level, at(text), text.byteLength);
  }
}

/** Figures of the plugin's own in the node's metrics: names of `[a-z][a-z0-9_]*` to 64 bytes, 32 of them. */
export namespace metric {
  /** Adds to a counter. */
  export function add(name: string, delta: f64): bool {
    const key = utf8(name);
    return done(sdk_metric_add(at(key), key.byteLength, delta));
  }

  /** Sets a gauge. */
  export function set(name: string, value: f64): bool {
    const key = utf8(name);
    return done(sdk_metric_set(at(key), key.byteLength, value));
  }

  /** Adds a value to a histogram. */
  export function observe(name: string, value: f64): bool {
    const key = utf8(name);
    return done(sdk_metric_observe(at(key), key.byteLength, value));
  }
}

/** The node on which the plugin runs. */
export namespace node {
  /** Its id: 32 bytes. */
  export function id(): Uint8Array {
    const bytes = new Uint8Array(32);
    done(sdk_node_id(bytes.dataStart));
    return bytes;
  }

  /** Milliseconds since 1970. */
  export function time(): i64 { return sdk_time(); }

  /** So many bytes that nobody can guess; null if they are too many. */
  export function random(length: i32): Uint8Array | null {
    const bytes = new Uint8Array(length);
    return done(sdk_random(bytes.dataStart, length)) ? bytes : null;
  }

  /** Milliseconds that the running call has left. */
  export function deadline(): i64 { return sdk_deadline(); }
}

/** What this entry keeps of answers. */
export namespace cache {
  /** Forgets what is kept under a tag. */
  export function invalidate(tag: string): bool {
    if (tag.length == 0) return true;
    const bytes = utf8(tag);
    return done(sdk_cache_invalidate(at(bytes), bytes.byteLength));
  }

  /** Forgets all. */
  export function invalidateAll(): bool { return done(sdk_cache_invalidate(0, 0)); }
}

/** Writing JSON (RFC 8259). What is inside of settings is read by `config`. */
export namespace json {
  /** Text as a JSON string, with its quotes. */
  export function quote(text: string): string {
    let quoted = "\"";
    let plain = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x20 && code != 0x22 && code != 0x5c) continue;
      quoted += text.substring(plain, i);
      quoted += code >= 0x20 ? "\\" + text.charAt(i) : "\\u00" + (code < 16 ? "0" : "") + code.toString(16);
      plain = i + 1;
    }
    return quoted + text.substring(plain) + "\"";
  }
}

import { Fault } from "./fault";
import { Header } from "./http";
import { net_header, net_read, net_request, net_status } from "./imports";
import { at, capacity, done, fits, out, taken, utf8 } from "./memory";

/** An answer whose head has come. */
export class Answer {
  constructor(private handle: i32) {}

  /** The status of HTTP; -1 if it is not known. */
  status(): i32 {
    const status = net_status(this.handle);
    return done(status) ? status : -1;
  }

  header(name: string): string | null {
    const key = utf8(name);
    let length: i32;
    do {
      length = net_header(this.handle, at(key), key.byteLength, out(), capacity());
    } while (!fits(length));
    return taken(length);
  }

  /** Reads on: how many bytes; 0 at the end of the body, -1 if it fails. */
  read(buffer: Uint8Array): i32 {
    const length = net_read(this.handle, buffer.dataStart, buffer.length);
    return done(length) ? length : -1;
  }
}

/** HTTP to the hosts that the grant `net` lists. */
export namespace net {
  /** Sends a request and waits for the head of its answer. No redirect is followed. */
  export function request(method: string, url: string, headers: Header[], body: Uint8Array): Answer | null {
    let head = method + " " + url + "\n";
    let lines = 1;
    for (let i = 0; i < headers.length; i++, lines++) head += headers[i].name + ": " + headers[i].value + "\n";
    // Nothing in a header may begin another one.
    if (head.includes("\r") || head.split("\n").length != lines + 1) {
      Fault.last = Fault.Invalid;
      return null;
    }
    const text = utf8(head);
    const handle = net_request(at(text), text.byteLength, body.dataStart, body.length);
    return done(handle) ? new Answer(handle) : null;
  }
}

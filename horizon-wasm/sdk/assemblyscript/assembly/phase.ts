import { blobs } from "./blobs";
import { Body, Request, Response, deny } from "./http";
import { http_cache_key, http_cache_tag, http_cache_ttl, http_identify } from "./imports";
import { at, done, utf8 } from "./memory";

/** How a request goes on. */
export enum Action {
  /** The plugin has failed: the node does what its operator chose for that. */
  Failed = -1,
  /** It goes on. In a body that the plugin writes, what was written stands for the chunk. */
  Continue = 0,
  /** The chunk goes on as it came, behind what was written. */
  Pass = 1,
  /** It goes on, and this plugin is not asked again about it. */
  Skip = 2,
  /** The answer is what `reply`, `deny` or `blobs.respond` said. */
  Respond = 3,
  /** The answer's head waits for a later chunk. */
  Hold = 4,
}

/** Who sent a request that nobody signed. */
export enum Identity { Failed = -1, Abstain = 0, Identified = 1, Deny = 2 }

export namespace identity {
  /** A principal that the grant `auth.identity` lists. */
  export function named(principal: string): Identity {
    const name = utf8(principal);
    return done(http_identify(at(name), name.byteLength)) ? Identity.Identified : Identity.Failed;
  }

  /** Nobody: the answer is this error of S3. */
  export function denied(code: string, message: string): Identity {
    return deny(code, message) ? Identity.Deny : Identity.Failed;
  }
}

/** What a cache has for a request. */
export enum Lookup { Failed = -1, Bypass = 0, Lookup = 1, Hit = 2 }

export namespace lookup {
  /** What is kept under a key of at most 1 KiB, which are this entry's own. */
  export function byKey(key: string): Lookup {
    const bytes = utf8(key);
    return done(http_cache_key(at(bytes), bytes.byteLength)) ? Lookup.Lookup : Lookup.Failed;
  }

  /** This blob. */
  export function hit(hash: Uint8Array): Lookup {
    return blobs.respond(hash) == Action.Respond ? Lookup.Hit : Lookup.Failed;
  }
}

/** Whether an answer is kept. */
export enum Store { Failed = -1, Bypass = 0, Store = 1 }

export namespace store {
  /** For so long, or until one of its tags is invalidated; at most 16 tags of 256 bytes. */
  export function keep(milliseconds: i64, tags: string[]): Store {
    if (!done(http_cache_ttl(milliseconds))) return Store.Failed;
    for (let i = 0; i < tags.length; i++) {
      const tag = utf8(tags[i]);
      if (!done(http_cache_tag(at(tag), tag.byteLength))) return Store.Failed;
    }
    return Store.Store;
  }
}

/** What an event is about. */
export enum EventKind { EntrySet = 1, EntryDeleted = 2, ObjectCreated = 3, ObjectRemoved = 4 }

/** Something that has happened. */
export class Event {
  constructor(
    public kind: EventKind,
    public bucket: string,
    public key: string,
    /** Of an object; empty for an entry. */
    public version: string,
  ) {}
}

/** What becomes of an event. */
export enum Delivery {
  /** It is dealt with. */
  Done = 0,
  /** It is to come again later. */
  Again = 1,
}

/**
 * A plugin: one for each instance, given to `plug`. The exports of the entry file say which of the phases it has.
 *
 * An instance serves one request at a time and may serve another behind it: what belongs to a request is cleared where
 * the next one begins.
 */
export abstract class Plugin {
  /** Starts an instance: settings are read here, and subscriptions made. False fails the start. */
  init(): bool { return true; }

  authorize(request: Request): Identity { return Identity.Abstain; }

  cacheLookup(request: Request): Lookup { return Lookup.Bypass; }

  cacheStore(request: Request, response: Response): Store { return Store.Bypass; }

  onRequest(request: Request): Action { return Action.Continue; }

  /** A chunk of what the client sends, in memory that the next one takes. `end` comes with the last, which may be empty. */
  onRequestBody(chunk: Uint8Array, end: bool, out: Body): Action { return Action.Pass; }

  onResponse(request: Request, response: Response): Action { return Action.Continue; }

  /** A chunk of what the client gets, in memory that the next one takes. `end` comes with the last, which may be empty. */
  onResponseBody(chunk: Uint8Array, end: bool, out: Body): Action { return Action.Pass; }

  /** The request is over. */
  onDone(request: Request, response: Response): void {}

  onEvent(event: Event): Delivery { return Delivery.Done; }

  /** False is a failure. */
  onTick(): bool { return true; }
}

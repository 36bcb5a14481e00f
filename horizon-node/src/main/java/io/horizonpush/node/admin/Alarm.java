package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * What keeps a node from working as it should.
 *
 * @param message what it is and what to do, for an operator
 * @param bucket the id of the one that it is about, if it is about one
 * @param node the id of the other node that it is about, if it is about one
 */
public record Alarm(Kind kind, String message, Optional<String> bucket, Optional<String> node)
    implements EventValue {

  /** What is wrong. */
  public enum Kind {
    /** The disk failed, and no write is taken any more. */
    READ_ONLY,
    /** Stored bytes are damaged. */
    DAMAGED,
    /** The disk has too little room, and nothing is stored. */
    DISK_SHORT,
    /** Nothing more of a bucket is taken from another node. */
    SYNC_STOPPED,
    /** Too few other nodes promise to keep bytes that went from here. */
    BYTES_UNKEPT,
    /** Fewer members have bytes than the bucket is to have copies. */
    COPIES_LACKING,
    /** What may be spent at an origin is spent. */
    ORIGIN_BUDGET,
    /** What was written here does not get to an origin. */
    ORIGIN_WRITES,
    /** A bucket stands before an origin, and nobody said whether it may use it from here. */
    ORIGIN_UNDECIDED,
    /** Plugins are left out, or requests went on without one that should not be missed. */
    PLUGINS
  }

  /** One that is about this node alone. */
  public static Alarm here(Kind kind, String message) {
    return new Alarm(kind, message, Optional.empty(), Optional.empty());
  }
}

package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import java.util.Optional;

/**
 * The plugins that this node gives away by tickets. Nothing of them is on the shelf of blobs: who
 * has no ticket gets no byte, whatever hash it names. Thread-safe; blocks its (virtual) thread.
 */
public interface PluginShelf {

  /** The public key of a ticket that was made here; nothing if none was. */
  Optional<byte[]> key(ShareId ticket);

  /**
   * Gives a node that has proved to have a ticket what that is for, and counts it: the same node is
   * one use, however often it comes.
   */
  Given give(ShareId ticket, NodeId node);

  /** What is given. */
  sealed interface Given {

    /** The file. */
    record File(Octets bytes) implements Given {}

    /** Nothing, because of what became of the ticket. */
    record Refused(Tickets.State state) implements Given {}

    /** Nothing, because the plugin is here no more. */
    record Gone() implements Given {}
  }
}

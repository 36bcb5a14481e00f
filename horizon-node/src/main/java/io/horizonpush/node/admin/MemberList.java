package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.util.List;
import java.util.Optional;

/** The nodes that have a bucket. */
public record MemberList(BucketName bucket, List<Entry> members) {

  public MemberList {
    members = List.copyOf(members);
  }

  /**
   * A node.
   *
   * @param node its id
   * @param here whether it is this one
   * @param name that it goes by, if it has one
   * @param ticket the id of the ticket by which it came; nothing for one that an owner named
   */
  public record Entry(
      String node,
      MemberMode mode,
      boolean here,
      Optional<String> name,
      List<String> addresses,
      Optional<String> ticket) {

    public Entry {
      addresses = List.copyOf(addresses);
    }
  }
}

package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Nodes that have a bucket, by their ids.
 *
 * @param next where the next page begins; nothing if this is the last
 */
public record MemberList(BucketName bucket, List<Entry> members, Optional<String> next)
    implements Paged<MemberList> {

  public MemberList {
    members = List.copyOf(members);
  }

  @Override
  public MemberList followedBy(MemberList page) {
    return new MemberList(
        bucket, Stream.concat(members.stream(), page.members.stream()).toList(), page.next);
  }

  /**
   * A node.
   *
   * @param node its id
   * @param here whether it is this one
   * @param name that it goes by, if it has one
   * @param ticket the id of the ticket by which it came; nothing for one that an owner named
   * @param sync nothing for this node
   */
  public record Entry(
      String node,
      MemberMode mode,
      boolean here,
      Optional<String> name,
      List<String> addresses,
      Optional<String> ticket,
      Optional<MemberSync> sync) {

    public Entry {
      addresses = List.copyOf(addresses);
    }
  }
}

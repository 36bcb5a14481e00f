package io.horizonpush.s3.model;

/** Whom a grant is for. */
public sealed interface Grantee {

  /** One of the node's owners. */
  record User(Owner owner) implements Grantee {}

  /** Anybody, signed or not. */
  record Everyone() implements Grantee {

    /** The group's address in documents and headers. */
    public static final String URI = "http://acs.amazonaws.com/groups/global/AllUsers";
  }

  /** Whoever has proved to be an owner of the node. */
  record Authenticated() implements Grantee {

    /** The group's address in documents and headers. */
    public static final String URI = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
  }

  /** Whether this is a group that anyone can join, which AWS calls public. */
  default boolean isPublic() {
    return switch (this) {
      case User _ -> false;
      case Everyone _, Authenticated _ -> true;
    };
  }

  /** Whether a principal is meant. */
  default boolean includes(Principal principal) {
    return switch (principal) {
      case Principal.KeyHolder holder -> includes(holder.owner());
      case Principal.Local local -> includes(local.owner());
      case Principal.Identified identified -> includes(identified.owner());
      // Nobody in particular is never the user whom AWS lists for what nobody has stored.
      case Principal.Public _ -> this instanceof Everyone;
    };
  }

  private boolean includes(Owner owner) {
    return switch (this) {
      case User user -> user.owner().id().equals(owner.id());
      case Everyone _, Authenticated _ -> true;
    };
  }
}

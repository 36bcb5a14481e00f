package io.horizonpush.s3.policy;

import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;

/**
 * Whom a statement names.
 *
 * <p>This node has owners, each of which is an account and its only user: a name is an owner's id
 * or its display name.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">AWS:
 *     Principal</a>
 */
public sealed interface PolicyPrincipal {

  /** Anybody, signed or not. */
  record Everyone() implements PolicyPrincipal {}

  /** An account, by {@code arn:aws:iam::NAME:root} or its bare name. */
  record Account(String name) implements PolicyPrincipal {}

  /**
   * A user, by {@code arn:aws:iam::ACCOUNT:user/NAME}.
   *
   * @param account empty when it is left open
   */
  record User(String account, String name) implements PolicyPrincipal {}

  /** An owner by its id. */
  record CanonicalUser(String id) implements PolicyPrincipal {}

  /** The name by which a policy gives it. */
  default String text() {
    return switch (this) {
      case Everyone _ -> "*";
      case Account account -> account.name();
      case User user -> "arn:aws:iam::" + user.account() + ":user/" + user.name();
      case CanonicalUser user -> user.id();
    };
  }

  /** Whether a request's principal is meant. */
  default boolean includes(Principal principal) {
    return switch (principal) {
      case Principal.KeyHolder holder -> includes(holder.owner());
      case Principal.Local local -> includes(local.owner());
      case Principal.Identified identified -> includes(identified.owner());
      case Principal.Public _ -> this instanceof Everyone;
    };
  }

  private boolean includes(Owner owner) {
    return switch (this) {
      case Everyone _ -> true;
      case Account account -> isNamed(owner, account.name());
      case User user ->
          isNamed(owner, user.name())
              && (user.account().isEmpty() || isNamed(owner, user.account()));
      case CanonicalUser user -> owner.id().equals(user.id());
    };
  }

  private static boolean isNamed(Owner owner, String name) {
    return owner.id().equals(name) || owner.displayName().equals(name);
  }
}

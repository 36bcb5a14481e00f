package io.horizonpush.s3.policy;

import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a policy is asked about.
 *
 * @param action such as {@code s3:GetObject}
 * @param resource {@code arn:aws:s3:::bucket} or {@code arn:aws:s3:::bucket/key}
 * @param context gives the values of a condition key, nothing when the request has none. It is
 *     asked only for what a condition needs, by the form that {@link ConditionKeys} gives keys:
 *     lower case, but for the name of a tag. The keys about the principal never reach it.
 */
public record PolicyRequest(
    Principal principal,
    String action,
    String resource,
    Function<String, Optional<List<String>>> context) {

  /** The values of a condition key, never an empty list. */
  Optional<List<String>> values(String key) {
    Optional<List<String>> values =
        switch (key) {
          case ConditionKeys.USER_ID -> Optional.of(List.of(userId()));
          case ConditionKeys.USER_NAME -> userName().map(List::of);
          case ConditionKeys.PRINCIPAL_TYPE -> Optional.of(List.of(principalType()));
          case ConditionKeys.PRINCIPAL_ARN -> principalArn().map(List::of);
          default -> context.apply(key);
        };
    return values.filter(list -> !list.isEmpty());
  }

  /** The only value of a key that a policy variable names. */
  Optional<String> value(String key) {
    return values(key).map(List::getFirst);
  }

  private String userId() {
    return switch (principal) {
      case Principal.KeyHolder holder -> holder.owner().id();
      case Principal.Local local -> local.owner().id();
      case Principal.Identified identified -> identified.owner().id();
      case Principal.Public _ -> "anonymous";
    };
  }

  private Optional<String> userName() {
    return switch (principal) {
      case Principal.KeyHolder holder -> name(holder.owner());
      case Principal.Local local -> name(local.owner());
      case Principal.Identified identified -> name(identified.owner());
      case Principal.Public _ -> Optional.empty();
    };
  }

  private String principalType() {
    return switch (principal) {
      case Principal.KeyHolder holder -> isAccount(holder) ? "Account" : "User";
      case Principal.Local _ -> "Account";
      case Principal.Identified _ -> "User";
      case Principal.Public _ -> "Anonymous";
    };
  }

  /** The ARN under which a policy could name the principal as well. */
  private Optional<String> principalArn() {
    return switch (principal) {
      case Principal.KeyHolder holder -> Optional.of(arn(holder.owner(), isAccount(holder)));
      case Principal.Local local -> Optional.of(arn(local.owner(), true));
      case Principal.Identified identified -> Optional.of(arn(identified.owner(), false));
      case Principal.Public _ -> Optional.empty();
    };
  }

  private static boolean isAccount(Principal.KeyHolder holder) {
    return holder.rights() instanceof KeyRights.Everything;
  }

  private static String arn(Owner owner, boolean account) {
    String end = account ? "root" : "user/" + name(owner).orElse(owner.id());
    return "arn:aws:iam::" + owner.id() + ":" + end;
  }

  private static Optional<String> name(Owner owner) {
    return Optional.of(owner.displayName()).filter(name -> !name.isEmpty());
  }
}

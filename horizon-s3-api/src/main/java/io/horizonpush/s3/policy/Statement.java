package io.horizonpush.s3.policy;

import io.horizonpush.s3.request.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One rule of a policy: it applies where all of its elements do.
 *
 * @param actions in lower case
 */
public record Statement(
    Optional<String> sid,
    Effect effect,
    Listed<PolicyPrincipal> principals,
    Listed<String> actions,
    Listed<PolicyText> resources,
    List<Condition> conditions) {

  static final Statement DENIES_ALL =
      new Statement(
          Optional.empty(),
          Effect.DENY,
          new Listed<>(false, List.of(new PolicyPrincipal.Everyone())),
          new Listed<>(false, List.of("*")),
          new Listed<>(false, List.of(PolicyText.plain("*"))),
          List.of());

  /** What follows where a statement applies. */
  public enum Effect {
    ALLOW,
    DENY
  }

  /**
   * What an element lists.
   *
   * @param negated whether whatever is not listed is meant
   */
  public record Listed<T>(boolean negated, List<T> values) {

    public Listed {
      values = List.copyOf(values);
    }
  }

  public Statement {
    conditions = List.copyOf(conditions);
  }

  /** Whether the statement is about a request. */
  boolean appliesTo(PolicyRequest request) {
    return isAbout(principals, each -> each.includes(request.principal()))
        && isAbout(actions, each -> Glob.of(each).matches(lowerCase(request.action())))
        && isAbout(resources, each -> matches(each, request))
        && knowsVariables(request)
        && conditions.stream().allMatch(condition -> condition.holds(request));
  }

  /** The condition keys that it looks at. */
  Set<String> keys() {
    return Stream.concat(variables(), conditions.stream().map(Condition::key))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <T> boolean isAbout(Listed<T> listed, Predicate<? super T> predicate) {
    return listed.negated() != listed.values().stream().anyMatch(predicate);
  }

  private static boolean matches(PolicyText resource, PolicyRequest request) {
    return resource.glob(request).filter(glob -> glob.matches(request.resource())).isPresent();
  }

  /**
   * Whether a variable without a value may be taken for one that matches nothing. Where something
   * is allowed it may not: behind a negation it would match everything.
   */
  private boolean knowsVariables(PolicyRequest request) {
    return effect == Effect.DENY || variables().allMatch(key -> request.value(key).isPresent());
  }

  private Stream<String> variables() {
    return Stream.concat(
        resources.values().stream().flatMap(resource -> resource.variables().stream()),
        conditions.stream().flatMap(condition -> condition.variables().stream()));
  }

  private static String lowerCase(String action) {
    return action.toLowerCase(Locale.ROOT);
  }
}

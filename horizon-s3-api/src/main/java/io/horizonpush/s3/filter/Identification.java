package io.horizonpush.s3.filter;

import io.horizonpush.s3.filter.Identifier.Verdict;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Input;
import java.util.Set;

/**
 * What makes callers of the verdicts of an identifier: of signed requests it is not asked, and only
 * owners are believed for whom it may take senders. Thread-safe.
 */
public record Identification(Identifier identifier) {

  /** Takes nobody for anybody. */
  public static final Identification NONE = new Identification(Identifier.NONE);

  /**
   * The caller, who may be known now.
   *
   * @throws S3Exception {@code AccessDenied} when the identifier names somebody whom it must not
   */
  public Caller identify(Caller caller, RequestHead head, S3Input input) {
    return switch (caller.principal()) {
      case Principal.KeyHolder _, Principal.Identified _ -> caller;
      case Principal.Local _, Principal.Public _ -> identifyUnsigned(caller, head, input);
    };
  }

  private Caller identifyUnsigned(Caller caller, RequestHead head, S3Input input) {
    Set<Owner> owners = identifier.owners();
    UnsignedRequest request =
        new UnsignedRequest(caller.id(), caller.client(), head, input, owners);
    return switch (identifier.identify(request)) {
      case Verdict.NotMine _ -> caller;
      case Verdict.Nobody _ -> with(caller, anybody(caller.principal()));
      case Verdict.Known(Owner owner) -> {
        if (!owners.contains(owner)) {
          throw S3Exception.accessDenied();
        }
        yield with(caller, new Principal.Identified(owner));
      }
    };
  }

  /** The public; who was it before has been told why, if there is a reason. */
  private static Principal anybody(Principal sender) {
    return sender instanceof Principal.Public ? sender : new Principal.Public();
  }

  private static Caller with(Caller caller, Principal sender) {
    return new Caller(caller.id(), sender, caller.client());
  }
}

package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Input;
import java.util.Optional;
import java.util.Set;

/**
 * An identifier, and for whom it may take the sender of a request. Thread-safe.
 *
 * @param owners no other is believed
 */
public record Identification(Identifier identifier, Set<Owner> owners) {

  /** Takes nobody for anybody. */
  public static final Identification NONE =
      new Identification(request -> Optional.empty(), Set.of());

  public Identification {
    owners = Set.copyOf(owners);
  }

  /**
   * The caller, who may be known now.
   *
   * @throws S3Exception {@code AccessDenied} when the identifier names somebody whom it must not
   */
  public Caller identify(Caller caller, RequestHead head, S3Input input) {
    return switch (caller.principal()) {
      case Principal.KeyHolder _, Principal.Identified _ -> caller;
      case Principal.Local _, Principal.Public _ ->
          owners.isEmpty()
              ? caller
              : identifier
                  .identify(new UnsignedRequest(caller.id(), caller.client(), head, input, owners))
                  .map(owner -> new Caller(caller.id(), identified(owner), caller.client()))
                  .orElse(caller);
    };
  }

  private Principal identified(Owner owner) {
    if (!owners.contains(owner)) {
      throw S3Exception.accessDenied();
    }
    return new Principal.Identified(owner);
  }
}

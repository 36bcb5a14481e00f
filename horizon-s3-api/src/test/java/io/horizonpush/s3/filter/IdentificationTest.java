package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentificationTest {

  private static final Owner ALICE = new Owner("alice", "Alice");
  private static final Owner BOB = new Owner("bob", "Bob");

  private static Principal identify(Principal principal, Identifier identifier) {
    S3Request<?> any = TestingRequests.any();
    return new Identification(identifier, Set.of(ALICE))
        .identify(new Caller(any.id(), principal, any.client()), any.head(), any.input())
        .principal();
  }

  @Test
  void anUnsignedRequest_comesFromWhomTheIdentifierNames() {
    assertThat(identify(new Principal.Public(), request -> Optional.of(ALICE)))
        .isEqualTo(new Principal.Identified(ALICE));
    assertThat(identify(new Principal.Local(BOB), request -> request.owners().stream().findAny()))
        .isEqualTo(new Principal.Identified(ALICE));
    assertThat(identify(new Principal.Public(), request -> Optional.empty()))
        .isEqualTo(new Principal.Public());
  }

  @Test
  void anOwner_outsideOfThoseGiven_isRefused() {
    for (Owner other : List.of(BOB, new Owner("alice", "another"))) {
      assertThatThrownBy(() -> identify(new Principal.Public(), request -> Optional.of(other)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED));
    }
  }

  @Test
  void aSignedRequest_isNobodysToIdentify() {
    Principal holder = TestingRequests.holder("AK", BOB, new KeyRights.OfOwner());
    assertThat(
            identify(
                holder,
                request -> {
                  throw new AssertionError("must not be asked");
                }))
        .isEqualTo(holder);
  }
}

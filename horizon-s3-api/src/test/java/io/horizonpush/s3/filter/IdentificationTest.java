package io.horizonpush.s3.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.Identifier.Verdict;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class IdentificationTest {

  private static final Owner ALICE = new Owner("alice", "Alice");
  private static final Owner BOB = new Owner("bob", "Bob");

  private static Principal identify(Principal principal, Verdict verdict) {
    return identify(principal, Set.of(ALICE), request -> verdict);
  }

  private static Principal identify(
      Principal principal, Set<Owner> owners, Function<UnsignedRequest, Verdict> verdict) {
    S3Request<?> any = TestingRequests.any();
    return new Identification(identifier(() -> owners, verdict))
        .identify(new Caller(any.id(), principal, any.client()), any.head(), any.input())
        .principal();
  }

  private static Identifier identifier(
      Supplier<Set<Owner>> owners, Function<UnsignedRequest, Verdict> verdict) {
    return new Identifier() {
      @Override
      public Set<Owner> owners() {
        return owners.get();
      }

      @Override
      public Verdict identify(UnsignedRequest request) {
        return verdict.apply(request);
      }
    };
  }

  @Test
  void anUnsignedRequest_comesFromWhomTheIdentifierNames() {
    assertThat(identify(new Principal.Public(), new Verdict.Known(ALICE)))
        .isEqualTo(new Principal.Identified(ALICE));
    assertThat(
            identify(
                new Principal.Local(BOB),
                Set.of(ALICE),
                request -> new Verdict.Known(request.owners().iterator().next())))
        .isEqualTo(new Principal.Identified(ALICE));
  }

  @Test
  void aSender_ofARequestThatIsNotTheIdentifiers_staysWhatItIs() {
    assertThat(identify(new Principal.Public(), new Verdict.NotMine()))
        .isEqualTo(new Principal.Public());
    assertThat(identify(new Principal.Local(BOB), new Verdict.NotMine()))
        .isEqualTo(new Principal.Local(BOB));
  }

  /** What an operator has guarded is not open to every program of the machine. */
  @Test
  void aSender_whomTheIdentifierShouldKnowAndDoesNot_isThePublic_onThisMachineToo() {
    assertThat(identify(new Principal.Local(BOB), new Verdict.Nobody()))
        .isEqualTo(new Principal.Public());
    assertThat(identify(Principal.Public.because("a proxy"), new Verdict.Nobody()))
        .isEqualTo(Principal.Public.because("a proxy"));
  }

  @Test
  void anOwner_outsideOfThoseGiven_isRefused() {
    for (Owner other : List.of(BOB, new Owner("alice", "another"))) {
      assertThatThrownBy(() -> identify(new Principal.Public(), new Verdict.Known(other)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED));
    }
  }

  @Test
  void anOwner_isBelievedFromWhenItIsAmongThoseGiven() {
    AtomicReference<Set<Owner>> owners = new AtomicReference<>(Set.of(ALICE));
    Identification identification =
        new Identification(identifier(owners::get, request -> new Verdict.Known(BOB)));
    S3Request<?> any = TestingRequests.any();
    Caller caller = new Caller(any.id(), new Principal.Public(), any.client());
    assertThatThrownBy(() -> identification.identify(caller, any.head(), any.input()))
        .isInstanceOf(S3Exception.class);

    owners.set(Set.of(BOB));

    assertThat(identification.identify(caller, any.head(), any.input()).principal())
        .isEqualTo(new Principal.Identified(BOB));
  }

  @Test
  void aSignedRequest_isNobodysToIdentify() {
    Principal holder = TestingRequests.holder("AK", BOB, new KeyRights.OfOwner());
    assertThat(
            identify(
                holder,
                Set.of(ALICE),
                request -> {
                  throw new AssertionError("must not be asked");
                }))
        .isEqualTo(holder);
  }
}

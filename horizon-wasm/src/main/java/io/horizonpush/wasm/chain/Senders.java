package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.Identifier.Verdict;
import io.horizonpush.s3.filter.UnsignedRequest;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.wasm.abi.AuthVerdict;
import io.horizonpush.wasm.abi.Grant;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.host.RequestVariables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who sends a request, as plugins say. Whatever they say, nobody is the node's owner, and whom no
 * plugin knows is the public. A plugin that fails here refuses the request, whatever its operator
 * chose for other failures. Thread-safe.
 */
final class Senders {

  private final ChainTools tools;
  private final Principals principals;

  /** What plugins have noted about the sender, for those of the same request behind them. */
  private static final ThreadLocal<Noted> NOTED = new ThreadLocal<>();

  private record Noted(RequestId id, RequestVariables variables) {}

  Senders(ChainTools tools, Principals principals) {
    this.tools = tools;
    this.principals = principals;
  }

  /**
   * Refuses a plan by which a sender could become the node's owner.
   *
   * @throws ReloadRefusedException if it is one
   */
  void check(EntryPlan plan) {
    for (String name : names(plan)) {
      if (principals.find(name).filter(this::isRoot).isPresent()) {
        throw new ReloadRefusedException(
            plan.name(), "auth.identity=%s is the node's owner".formatted(name));
      }
    }
  }

  private boolean isRoot(Owner owner) {
    return owner.id().equals(principals.root().id());
  }

  private static List<String> names(EntryPlan plan) {
    List<String> names = new ArrayList<>();
    for (Grant grant : plan.grants().all()) {
      if (grant instanceof Grant.AuthIdentity(String name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** For whom entries may take senders. */
  Set<Owner> owners(List<Entry> entries) {
    Set<Owner> owners = new HashSet<>();
    for (Entry entry : entries) {
      names(entry.plan()).forEach(name -> find(name).ifPresent(owners::add));
    }
    return owners;
  }

  private Optional<Owner> find(String name) {
    return principals.find(name).filter(owner -> !isRoot(owner));
  }

  /**
   * What entries say about a request, the first that knows something.
   *
   * @throws S3Exception the refusal
   */
  Verdict identify(UnsignedRequest request, List<Entry> asked) {
    RequestState state = new RequestState(request);
    List<Participant> all = new ArrayList<>();
    for (Entry entry : asked) {
      all.add(new Participant(entry, all.size(), state, tools.metrics(), OnError.FAIL_CLOSED));
    }
    Crew crew = new Crew(all, tools.threads());
    try {
      crew.lease(all);
      AuthVerdict verdict = crew.run(() -> ask(all), AuthVerdict.Abstain::new);
      NOTED.set(new Noted(request.id(), state.variables()));
      return verdict(verdict);
    } finally {
      all.forEach(Participant::close); // The request is not over: nobody is told so.
    }
  }

  private static AuthVerdict ask(List<Participant> all) {
    for (Participant each : all) {
      Optional<AuthVerdict> verdict = each.call(Moment.AUTHORIZE, PluginInstance::authorize);
      if (verdict.isPresent() && !(verdict.get() instanceof AuthVerdict.Abstain)) {
        return verdict.get();
      }
    }
    return new AuthVerdict.Abstain();
  }

  private Verdict verdict(AuthVerdict verdict) {
    return switch (verdict) {
      case AuthVerdict.Abstain _ -> new Verdict.Nobody();
      case AuthVerdict.Deny(var denial) -> throw new S3Exception(denial.code(), denial.message());
      case AuthVerdict.Identified(String name) ->
          new Verdict.Known(find(name).orElseThrow(S3Exception::accessDenied));
    };
  }

  /** The variables of a request, with what was noted when it was asked who sends it. */
  RequestVariables variables(RequestId id) {
    Noted earlier = NOTED.get();
    NOTED.remove();
    return earlier != null && earlier.id().equals(id)
        ? earlier.variables()
        : new RequestVariables();
  }
}

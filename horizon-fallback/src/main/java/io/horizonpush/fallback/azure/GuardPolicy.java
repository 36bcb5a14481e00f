package io.horizonpush.fallback.azure;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.horizonpush.fallback.origin.AddressGuard;
import java.net.URI;
import reactor.core.publisher.Mono;

/**
 * Asks the {@link AddressGuard} before each request. The JDK's client shows nobody the address that
 * it connects to.
 */
final class GuardPolicy implements HttpPipelinePolicy {

  private final AddressGuard guard;

  GuardPolicy(AddressGuard guard) {
    this.guard = guard;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext call, HttpPipelineNextPolicy next) {
    return Mono.fromRunnable(() -> check(call)).then(Mono.defer(next::process));
  }

  @Override
  public HttpResponse processSync(HttpPipelineCallContext call, HttpPipelineNextSyncPolicy next) {
    check(call);
    return next.processSync();
  }

  private void check(HttpPipelineCallContext call) {
    guard.check(URI.create("//" + call.getHttpRequest().getUrl().getAuthority()));
  }
}

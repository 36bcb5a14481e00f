package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.RequestId;
import java.net.InetSocketAddress;

/**
 * Who sends a request.
 *
 * @param id of the request
 * @param remote where the connection comes from
 */
public record Caller(RequestId id, Principal principal, InetSocketAddress remote) {}

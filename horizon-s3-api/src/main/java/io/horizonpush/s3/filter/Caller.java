package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.RequestId;

/**
 * Who sends a request.
 *
 * @param id of the request
 */
public record Caller(RequestId id, Principal principal, Client client) {}

package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.RequestHead;

/**
 * What a request's head proves: who sent it, and how its body must be checked.
 *
 * @param head the head to act on: as it came, with the headers that a presigned URL carries in its
 *     query put back in their place
 */
public record Authenticated(Principal principal, PayloadAuthentication payload, RequestHead head) {}

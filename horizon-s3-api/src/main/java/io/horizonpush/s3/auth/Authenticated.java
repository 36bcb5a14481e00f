package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Principal;

/** What a request's head proves: who sent it, and how its body must be checked. */
public record Authenticated(Principal principal, PayloadAuthentication payload) {}

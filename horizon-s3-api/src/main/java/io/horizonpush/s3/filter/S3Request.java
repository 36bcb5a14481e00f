package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.S3Input;
import java.net.InetSocketAddress;

/**
 * An authenticated request for one operation.
 *
 * @param remote where the connection comes from
 * @param input what is asked, parsed
 * @param head what came over the wire, for filters that show it to plugins; operations read {@code
 *     input}
 */
public record S3Request<I extends S3Input>(
    RequestId id,
    Principal principal,
    InetSocketAddress remote,
    RequestHead head,
    I input,
    RequestBody body) {}

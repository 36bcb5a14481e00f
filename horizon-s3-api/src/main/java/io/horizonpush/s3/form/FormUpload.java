package io.horizonpush.s3.form;

import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.ObjectInput.PostObject;

/**
 * A form whose fields have been read and found to be allowed; its file has not.
 *
 * @param file its bytes; what the policy demands of their length is enforced while they are read
 */
public record FormUpload(Principal principal, PostObject input, RequestBody file) {}

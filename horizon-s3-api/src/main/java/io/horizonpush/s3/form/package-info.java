/** Uploads by an HTML form: multipart/form-data, and the policy that says what a form may do. */
@NullMarked
package io.horizonpush.s3.form;

import org.jspecify.annotations.NullMarked;

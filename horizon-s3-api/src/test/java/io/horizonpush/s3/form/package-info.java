/** Tests of uploads by an HTML form. */
@org.jspecify.annotations.NullMarked
package io.horizonpush.s3.form;

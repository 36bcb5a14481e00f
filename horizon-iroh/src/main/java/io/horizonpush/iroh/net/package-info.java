/**
 * Connections to other nodes: the port, its implementation over iroh, and what a connection
 * carries.
 */
@NullMarked
package io.horizonpush.iroh.net;

import org.jspecify.annotations.NullMarked;

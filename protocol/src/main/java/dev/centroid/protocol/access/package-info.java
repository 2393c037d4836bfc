/** Tokens: what a service asks its callers for, and what they send. */
@NullMarked
package dev.centroid.protocol.access;

import org.jspecify.annotations.NullMarked;

/** What services say of the addresses that they listen on. */
@NullMarked
package dev.centroid.protocol.http;

import org.jspecify.annotations.NullMarked;

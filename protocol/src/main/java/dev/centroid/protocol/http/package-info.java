/** The addresses that services listen on, and which HTTP requests they accept there. */
@NullMarked
package dev.centroid.protocol.http;

import org.jspecify.annotations.NullMarked;

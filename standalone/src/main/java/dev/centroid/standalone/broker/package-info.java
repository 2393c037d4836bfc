/** A Kafka broker and controller (KRaft) inside this JVM, on a real port of the loopback. */
@NullMarked
package dev.centroid.standalone.broker;

import org.jspecify.annotations.NullMarked;

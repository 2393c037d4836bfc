/** The worker as a Quarkus application. */
@NullMarked
package dev.centroid.worker.service;

import org.jspecify.annotations.NullMarked;

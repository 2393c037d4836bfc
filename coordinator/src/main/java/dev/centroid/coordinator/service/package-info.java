/** The coordinator as a Quarkus application: configuration, start and stop, health. */
@NullMarked
package dev.centroid.coordinator.service;

import org.jspecify.annotations.NullMarked;

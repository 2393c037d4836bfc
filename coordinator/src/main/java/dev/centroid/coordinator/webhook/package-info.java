/**
 * Webhooks: hands the CloudEvents of {@code centroid.events} to HTTP endpoints, signed, each at
 * least once, and of each job in order.
 */
@NullMarked
package dev.centroid.coordinator.webhook;

import org.jspecify.annotations.NullMarked;

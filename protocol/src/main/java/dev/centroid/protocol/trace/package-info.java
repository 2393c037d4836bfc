/**
 * Traces by OpenTelemetry: one for each job, whose parts are told by whoever does them. The ids of
 * a job's trace follow from the job's, so that nothing of it needs to be carried in records.
 */
@NullMarked
package dev.centroid.protocol.trace;

import org.jspecify.annotations.NullMarked;

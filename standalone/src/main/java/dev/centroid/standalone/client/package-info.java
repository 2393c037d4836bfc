/** What the command hears of its job: the coordinator's REST and the workers' events. */
@NullMarked
package dev.centroid.standalone.client;

import org.jspecify.annotations.NullMarked;

/** What a job is made from, what it is known by, and where its result goes. */
@NullMarked
package dev.centroid.standalone.job;

import org.jspecify.annotations.NullMarked;

package dev.centroid.protocol.view;

import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.plan.LayerPlan;
import java.util.Optional;

/**
 * One layer of a job.
 *
 * @param jobId its job
 * @param plan what is to become of it
 * @param quantized what became of it, once it has been quantized; its codebook is the newest
 *     version
 */
public record LayerView(String jobId, LayerPlan plan, Optional<TaskOutcome.Quantized> quantized) {}

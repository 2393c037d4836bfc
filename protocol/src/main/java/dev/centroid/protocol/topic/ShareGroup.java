package dev.centroid.protocol.topic;

import dev.centroid.protocol.task.Task;

/** The share groups (KIP-932) that workers take tasks from: one a queue. */
public enum ShareGroup {
  /** Workers with the model on the device. */
  TENSOR("centroid-tensor", Topic.TENSOR_TASKS),
  /** Workers that compute on a CPU. */
  CODEBOOK("centroid-codebook", Topic.CODEBOOK_TASKS);

  private final String groupId;
  private final Topic topic;

  ShareGroup(String groupId, Topic topic) {
    this.groupId = groupId;
    this.topic = topic;
  }

  /** The group of a queue's workers. */
  public static ShareGroup of(Task.Queue queue) {
    return switch (queue) {
      case TENSOR -> TENSOR;
      case CODEBOOK -> CODEBOOK;
    };
  }

  /** The {@code group.id} of its members. */
  public String groupId() {
    return groupId;
  }

  /** The tasks that it reads. */
  public Topic topic() {
    return topic;
  }
}

package dev.centroid.codebook.store;

import java.util.List;
import org.infinispan.remoting.transport.jgroups.AbstractJGroupsChannelConfigurator;
import org.jgroups.JChannel;
import org.jgroups.conf.ProtocolConfiguration;

/**
 * Has Infinispan use a channel that is there; without it, it would make one of its own, on all
 * interfaces.
 */
final class GivenChannel extends AbstractJGroupsChannelConfigurator {

  private final JChannel channel;

  GivenChannel(JChannel channel) {
    this.channel = channel;
  }

  @Override
  public String getName() {
    return channel.getName();
  }

  @Override
  public JChannel createChannel(String name) {
    return amendChannel(channel);
  }

  @Override
  public String getProtocolStackString() {
    return channel.getProtocolStack().printProtocolSpec(true);
  }

  @Override
  public List<ProtocolConfiguration> getProtocolStack() {
    // Asked of stacks that others are derived from.
    return List.of();
  }
}

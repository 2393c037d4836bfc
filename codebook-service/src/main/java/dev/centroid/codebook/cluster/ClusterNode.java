package dev.centroid.codebook.cluster;

import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.codebook.register.Acceptor;
import dev.centroid.codebook.register.Messages;
import dev.centroid.codebook.register.Peers;
import dev.centroid.codebook.register.Reply;
import dev.centroid.codebook.register.Request;
import dev.centroid.protocol.task.CodebookRef;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.blocks.MessageDispatcher;
import org.jgroups.blocks.RequestOptions;
import org.jgroups.blocks.ResponseMode;
import org.jgroups.blocks.RspFilter;
import org.jgroups.fork.ForkChannel;
import org.jgroups.fork.UnknownForkHandler;
import org.jgroups.protocols.FORK;

/** This node's part in the votes, over the channel that Infinispan uses, too. */
public final class ClusterNode implements Peers, AutoCloseable {

  private static final Logger LOG = System.getLogger(ClusterNode.class.getName());
  private static final String VOTES = "codebook-votes";
  private static final Duration LONGEST_CALL = Duration.ofSeconds(2);
  private static final byte REQUEST = 0;
  private static final byte NEWS = 1;

  private final ClusterSettings settings;
  private final JChannel channel;
  private volatile Optional<MessageDispatcher> dispatcher = Optional.empty();

  private ClusterNode(ClusterSettings settings, JChannel channel) {
    this.settings = settings;
    this.channel = channel;
  }

  /** A node that is not connected yet. */
  public static ClusterNode create(ClusterSettings settings) {
    try {
      JChannel channel = new JChannel(ProtocolStacks.of(settings)).name(settings.node());
      // It would listen on all interfaces.
      channel.getProtocolStack().getTransport().getDiagnosticsHandler().setEnabled(false);
      FORK votes = channel.getProtocolStack().findProtocol(FORK.class);
      votes.setUnknownForkHandler(new NotYet());
      channel.addAddressGenerator(() -> NodeAddress.create(settings.node()));
      return new ClusterNode(settings, channel);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("JGroups did not take its own protocols", e);
    }
  }

  /** For Infinispan, which connects it. */
  public JChannel channel() {
    return channel;
  }

  /**
   * Takes part in votes from now on.
   *
   * @param acceptor this node's vote
   * @param listener is told what other nodes have put
   */
  public void vote(Acceptor acceptor, BiConsumer<LayerKey, CodebookRef> listener) {
    try {
      ForkChannel fork = new ForkChannel(channel, VOTES, VOTES);
      MessageDispatcher votes =
          new MessageDispatcher(fork, message -> handle(message, acceptor, listener));
      fork.connect(VOTES);
      dispatcher = Optional.of(votes);
    } catch (Exception e) {
      throw new IllegalStateException("the node cannot take part in votes", e);
    }
  }

  /** How many nodes are reachable, this one among them. */
  public int reachable() {
    return voters().size();
  }

  @Override
  public List<Reply> ask(Request request, Predicate<List<Reply>> enough) {
    Replies replies = new Replies(enough);
    send(
        message(REQUEST, Messages.encode(request)),
        voters(),
        new RequestOptions(
            ResponseMode.GET_ALL, LONGEST_CALL.toMillis(), true, replies, Message.Flag.OOB));
    return replies.received();
  }

  /** Tells the other nodes of a version. Some may not hear of it. */
  public void tell(LayerKey key, CodebookRef version) {
    List<Address> others =
        voters().stream().filter(voter -> !voter.equals(channel.getAddress())).toList();
    send(
        message(NEWS, new News(key, version).encode()),
        others,
        new RequestOptions(ResponseMode.GET_NONE, 0, true));
  }

  /** Takes part in no votes any more; Infinispan may go on. */
  public void leaveVotes() {
    dispatcher.ifPresent(
        votes -> {
          votes.stop();
          votes.getChannel().close();
        });
    dispatcher = Optional.empty();
  }

  @Override
  public void close() {
    leaveVotes();
    channel.close();
  }

  private void send(BytesMessage message, List<Address> to, RequestOptions options) {
    if (dispatcher.isEmpty() || to.isEmpty()) {
      return;
    }
    try {
      dispatcher.get().castMessage(to, message, options);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "a message to other nodes was not sent", e);
    }
  }

  private List<Address> voters() {
    View view = channel.getView();
    return view == null ? List.of() : NodeAddress.voters(view.getMembers(), settings.nodes());
  }

  private static byte[] handle(
      Message message, Acceptor acceptor, BiConsumer<LayerKey, CodebookRef> listener) {
    byte[] bytes =
        Arrays.copyOfRange(
            message.getArray(), message.getOffset() + 1, message.getOffset() + message.getLength());
    if (message.getArray()[message.getOffset()] == REQUEST) {
      return Messages.encode(acceptor.answer(Messages.request(bytes)));
    }
    News news = News.decode(bytes);
    listener.accept(news.key(), news.version());
    return new byte[0];
  }

  private static BytesMessage message(byte kind, byte[] content) {
    byte[] bytes = new byte[content.length + 1];
    bytes[0] = kind;
    System.arraycopy(content, 0, bytes, 1, content.length);
    return new BytesMessage(null, bytes);
  }

  /**
   * Lets go of messages to a node that is starting or stopping. Who sent them asks the others, too.
   */
  private static final class NotYet implements UnknownForkHandler {

    @Override
    public Object handleUnknownForkStack(Message message, String forkStackId) {
      return message;
    }

    @Override
    public Object handleUnknownForkChannel(Message message, String forkChannelId) {
      return message;
    }
  }

  /** Collects replies; JGroups calls it with one at a time. */
  private static final class Replies implements RspFilter {

    private final Predicate<List<Reply>> enough;
    private final List<Reply> received = new CopyOnWriteArrayList<>();

    Replies(Predicate<List<Reply>> enough) {
      this.enough = enough;
    }

    @Override
    public boolean isAcceptable(Object response, Address sender) {
      if (response instanceof byte[] bytes) {
        received.add(Messages.reply(bytes));
        return true;
      }
      // A node that failed to answer has no vote; its log says why.
      return false;
    }

    @Override
    public boolean needMoreResponses() {
      return !enough.test(received);
    }

    List<Reply> received() {
      return List.copyOf(received);
    }
  }
}

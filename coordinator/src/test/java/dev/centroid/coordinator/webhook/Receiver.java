package dev.centroid.coordinator.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An endpoint on the loopback, which remembers what it gets and answers as a test wants. */
public final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile Answer answer = Answer.status(204);

  private Receiver(HttpServer server) {
    this.server = server;
  }

  /** What becomes of a request. */
  @FunctionalInterface
  interface Answer {

    void to(Received request, HttpExchange exchange) throws Exception;

    static Answer status(int status, String... header) {
      return (request, exchange) -> {
        for (int i = 0; i < header.length; i += 2) {
          exchange.getResponseHeaders().add(header[i], header[i + 1]);
        }
        exchange.sendResponseHeaders(status, -1);
      };
    }

    /** The connection ends without a word. */
    static Answer close() {
      return (request, exchange) -> {};
    }

    /** An answer that has no end. */
    static Answer endless() {
      return (request, exchange) -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] some = new byte[1024];
        while (true) {
          exchange.getResponseBody().write(some);
        }
      };
    }
  }

  /** One that takes everything. */
  public static Receiver start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Receiver receiver = new Receiver(server);
    server.setExecutor(receiver.threads);
    server.createContext("/", receiver::receive);
    server.start();
    return receiver;
  }

  /** Never answers. */
  Answer silence() {
    return (request, exchange) -> end.await();
  }

  void answer(Answer next) {
    answer = next;
  }

  /** Where it is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  /** All that it got, in order. */
  public List<Received> received() {
    return received;
  }

  /** The ids of the events that it got, in order. */
  List<String> ids() {
    return received.stream().map(Received::id).toList();
  }

  private void receive(HttpExchange exchange) {
    try (exchange) {
      Received request = Received.of(exchange);
      received.add(request);
      answer.to(request, exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The sender has left: of no interest to an endpoint.
      exchange.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Ends with 0 when an address answers with success: for engines that ask inside the container. */
final class Healthy {

  private static final int PATIENCE_MILLIS = 5_000;

  private Healthy() {}

  /**
   * @param arguments the address
   */
  public static void main(String[] arguments) {
    System.exit(answers(URI.create(arguments[0])) ? 0 : 1);
  }

  private static boolean answers(URI address) {
    try {
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }
}

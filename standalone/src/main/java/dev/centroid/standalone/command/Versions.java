package dev.centroid.standalone.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine.IVersionProvider;

/** Versions of Centroid and of what it stands on. */
final class Versions implements IVersionProvider {

  private static final String FILE = "/dev/centroid/standalone/versions.properties";

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"centroid " + built().getProperty("centroid")};
  }

  /** Name to version, for reports. */
  static Map<String, String> all() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    Properties built = built();
    built.stringPropertyNames().forEach(name -> versions.put(name, built.getProperty(name)));
    versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    versions.put("architecture", System.getProperty("os.arch"));
    return versions;
  }

  private static Properties built() throws IOException {
    Properties properties = new Properties();
    try (InputStream file =
        Objects.requireNonNull(Versions.class.getResourceAsStream(FILE), FILE)) {
      properties.load(file);
    }
    return properties;
  }
}

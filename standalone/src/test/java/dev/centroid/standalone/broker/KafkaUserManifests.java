package dev.centroid.standalone.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What Strimzi's operator makes of objects of the kind KafkaUser: rights in Kafka. */
final class KafkaUserManifests {

  private static final String ANY_HOST = "*";

  private KafkaUserManifests() {}

  /** The rights of all users in a file. */
  static List<AclBinding> rights(Path file) throws IOException {
    List<AclBinding> rights = new ArrayList<>();
    for (Object user :
        new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))) {
      String principal = "User:CN=" + at(user, "metadata", "name");
      for (Object rule : (List<?>) at(user, "spec", "authorization", "acls")) {
        for (Object operation : (List<?>) at(rule, "operations")) {
          rights.add(
              new AclBinding(
                  pattern(at(rule, "resource")),
                  new AccessControlEntry(
                      principal,
                      ANY_HOST,
                      AclOperation.fromString(constant((String) operation)),
                      AclPermissionType.ALLOW)));
        }
      }
    }
    return rights;
  }

  private static ResourcePattern pattern(Object resource) {
    ResourceType type = ResourceType.fromString(constant((String) at(resource, "type")));
    if (type == ResourceType.CLUSTER) {
      return new ResourcePattern(type, Resource.CLUSTER_NAME, PatternType.LITERAL);
    }
    boolean prefix = at(resource, "patternType").equals("prefix");
    return new ResourcePattern(
        type, (String) at(resource, "name"), prefix ? PatternType.PREFIXED : PatternType.LITERAL);
  }

  private static Object at(Object object, String... path) {
    Object found = object;
    for (String key : path) {
      found = ((Map<?, ?>) found).get(key);
      if (found == null) {
        throw new IllegalArgumentException("there is no " + key + " in " + object);
      }
    }
    return found;
  }

  private static String constant(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}

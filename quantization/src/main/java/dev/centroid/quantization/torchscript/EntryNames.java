package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the entries of an archive may be called. */
final class EntryNames {

  private EntryNames() {}

  /**
   * @return the one folder that all entries are in, with a slash at its end
   * @throws InvalidInputException if a name leads out of it, or there is more than one
   */
  static String topFolder(List<ZipEntryInfo> entries, String file) {
    entries.forEach(entry -> check(entry.name(), file));
    Set<String> folders =
        entries.stream()
            .map(entry -> entry.name().substring(0, entry.name().indexOf('/') + 1))
            .collect(Collectors.toSet());
    if (folders.size() != 1 || folders.contains("")) {
      throw new InvalidInputException(
          file
              + ": its entries are not all in one folder, so it is not a TorchScript archive; save the"
              + " model with torch.jit.save");
    }
    return folders.iterator().next();
  }

  private static void check(String name, String file) {
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    boolean sound =
        Stream.of(path.split("/", -1)).noneMatch(part -> Set.of("", ".", "..").contains(part))
            && path.chars().noneMatch(character -> character < ' ' || character == '\\');
    if (!sound) {
      throw new InvalidInputException(
          file
              + ": has an entry named "
              + Printable.quoted(name)
              + ", which leads out of the archive; refusing to load it");
    }
  }
}

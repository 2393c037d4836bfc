package dev.centroid.protocol.http;

import java.util.List;

/**
 * What an HTTP request says about where it was sent, and by whom.
 *
 * @param hosts each host that it names: of {@code Host} or {@code :authority}, and of its target
 * @param origins values of {@code Origin}
 * @param fetchSites values of {@code Sec-Fetch-Site} (W3C Fetch Metadata)
 * @param localAddress the IP address of the service's end of the connection
 */
record RequestSource(
    List<String> hosts, List<String> origins, List<String> fetchSites, String localAddress) {}

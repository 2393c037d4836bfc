package dev.centroid.coordinator.api;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.quantization.InvalidInputException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/** Blobs: models, data and results. */
@Path("/v1/blobs")
class BlobResource {

  private final ArtifactStore artifacts;

  BlobResource(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** The answer to a blob that was put. */
  record Stored(Digest digest) {}

  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public Response put(@Context HttpHeaders headers, InputStream content) throws IOException {
    Optional<MediaType> type = Optional.ofNullable(headers.getMediaType());
    // Unlike text/plain or none, this type needs the consent of this service across sites.
    if (type.filter(MediaType.APPLICATION_OCTET_STREAM_TYPE::isCompatible).isEmpty()) {
      throw JsonBody.unsupported(MediaType.APPLICATION_OCTET_STREAM, type);
    }
    Digest digest = artifacts.put(content);
    return Response.created(URI.create("/v1/blobs/" + digest)).entity(new Stored(digest)).build();
  }

  @GET
  @Path("/{digest}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response get(@PathParam("digest") String digest) throws IOException {
    return Response.ok(artifacts.file(parse(digest)).toFile())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment")
        .build();
  }

  private static Digest parse(String digest) {
    try {
      return new Digest(digest);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("path: " + e.getMessage(), e);
    }
  }
}

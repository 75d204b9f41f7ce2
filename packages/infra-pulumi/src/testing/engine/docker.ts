// What stands for the container engine: nothing is built; a push puts an image without layers into the
// registry that AWS_ENDPOINT_URL names, whose digest follows from its tag.
import { createHash } from "node:crypto";
import process from "node:process";
import { ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";

const [word, ...rest] = process.argv.slice(2);
if (word === "login") process.stdin.resume();
if (word === "push") await push(rest.at(-1) ?? "");

async function push(reference: string): Promise<void> {
  const parts = /^\d{12}\.dkr\.ecr\.(?<region>[^.]+)\.[^/]+\/(?<name>.+):(?<tag>[^:]+)$/u.exec(
    reference,
  );
  const { region = "", name = "", tag = "" } = parts?.groups ?? {};
  const digest = `sha256:${createHash("sha256").update(tag).digest("hex")}`;
  const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
  const config = { mediaType: "application/vnd.docker.container.image.v1+json", size: 1, digest };
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  const ecr = new ECRClient({ region });
  await ecr.send(
    new PutImageCommand({
      repositoryName: name,
      imageManifest,
      imageTag: tag,
      imageDigest: digest,
    }),
  );
  ecr.destroy();
}

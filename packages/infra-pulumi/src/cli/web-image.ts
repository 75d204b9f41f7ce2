// The web image's way to the stage's registry: built, pushed, and known from then on by its digest.
import {
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  ImageNotFoundException,
} from "@aws-sdk/client-ecr";
import { CommandError, type CommandContext } from "./command.ts";
import { runProgram } from "./run-program.ts";

// The platform of the task definition.
const platform = "linux/amd64";

/** Where images go and how this one is named. */
interface ImageTarget {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>` */
  readonly repositoryUrl: string;
  readonly region: string;
}

/**
 * Builds the web image from the checkout, pushes it and gives it by digest. The image of a commit
 * that has been pushed before is used again; a checkout with changes gets a tag of its own.
 * @throws {CommandError} when there is no container engine, or it fails
 */
export async function pushWebImage(target: ImageTarget, context: CommandContext): Promise<string> {
  const { repositoryUrl, region } = target;
  const ecr = new ECRClient({ region });
  try {
    const { tag, isClean } = await nameOfCheckout(context);
    const name = repositoryUrl.slice(repositoryUrl.indexOf("/") + 1);
    const known = isClean ? await digestOf(ecr, name, tag) : undefined;
    if (known !== undefined) {
      context.print(`The image of ${tag} is in the registry.`);
      return `${repositoryUrl}@${known}`;
    }
    await build(`${repositoryUrl}:${tag}`, tag, context);
    await logIn(ecr, repositoryUrl, context);
    await docker(["push", `${repositoryUrl}:${tag}`], context);
    const digest = await digestOf(ecr, name, tag);
    if (digest !== undefined) return `${repositoryUrl}@${digest}`;
    throw new CommandError(`${repositoryUrl} does not have ${tag}, though it was pushed.`);
  } finally {
    ecr.destroy();
  }
}

/**
 * The newest image of a repository by digest; undefined while it has none.
 */
export async function newestImage(
  repositoryUrl: string,
  region: string,
): Promise<string | undefined> {
  const ecr = new ECRClient({ region });
  try {
    const repositoryName = repositoryUrl.slice(repositoryUrl.indexOf("/") + 1);
    const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
    const pushedAtMs = ({ imagePushedAt }: (typeof imageDetails)[number]) =>
      imagePushedAt?.getTime() ?? 0;
    const newest = imageDetails.toSorted((a, b) => pushedAtMs(b) - pushedAtMs(a))[0];
    return newest?.imageDigest && `${repositoryUrl}@${newest.imageDigest}`;
  } finally {
    ecr.destroy();
  }
}

async function nameOfCheckout(context: CommandContext) {
  const options = { env: context.env, folder: context.repository, isQuiet: true };
  const commit = await runProgram("git", ["rev-parse", "--short=12", "HEAD"], options);
  const changes = await runProgram("git", ["status", "--porcelain"], options);
  const isClean = commit.code === 0 && changes.output.trim() === "";
  const base = commit.code === 0 ? commit.output.trim() : "no-commit";
  // Tags cannot be moved, so what differs from the commit is told apart by the time.
  return { isClean, tag: isClean ? base : `${base}-${context.nowMs().toString(36)}` };
}

async function build(reference: string, version: string, context: CommandContext): Promise<void> {
  const { code } = await runProgram("docker", ["info"], {
    env: context.env,
    folder: context.repository,
    isQuiet: true,
  });
  if (code !== 0) {
    throw new CommandError(
      "Docker does not run here, so the image cannot be built. Start it, or name an image that is in the registry: --image <repository>@sha256:<digest>",
    );
  }
  const source = ["--file", "apps/web/Dockerfile", "--build-arg", `PILOTLIGHT_VERSION=${version}`];
  await docker(["build", "--platform", platform, ...source, "--tag", reference, "."], context);
}

async function logIn(ecr: ECRClient, repositoryUrl: string, context: CommandContext) {
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const token = authorizationData?.[0]?.authorizationToken ?? "";
  const [user = "", password = ""] = Buffer.from(token, "base64").toString().split(":");
  const registry = repositoryUrl.slice(0, repositoryUrl.indexOf("/"));
  // Over standard input: a password among the words would show in the list of processes.
  await docker(["login", "--username", user, "--password-stdin", registry], context, password);
}

async function docker(words: readonly string[], context: CommandContext, input?: string) {
  const { code } = await runProgram("docker", words, {
    env: context.env,
    folder: context.repository,
    ...(input === undefined ? {} : { input }),
  });
  if (code === 0) return;
  throw new CommandError(`docker ${words[0] ?? ""} ended with ${code}; its lines above say why.`);
}

async function digestOf(ecr: ECRClient, repositoryName: string, imageTag: string) {
  try {
    const command = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] });
    return (await ecr.send(command)).imageDetails?.[0]?.imageDigest;
  } catch (error) {
    if (error instanceof ImageNotFoundException) return undefined;
    throw error;
  }
}

// The web image's way to the stage's registry: built, pushed, and known from then on by its digest.
import {
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  ImageNotFoundException,
} from "@aws-sdk/client-ecr";
import { CommandError } from "./command-error.ts";
import type { AwsOptions, CommandContext } from "./command.ts";

// The platform of the task definition.
const platform = "linux/amd64";

/** Where images go. */
export interface ImageTarget {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>` */
  readonly repositoryUrl: string;
  readonly region: string;
}

/** What is checked out, and the name of its image. */
export interface Checkout {
  readonly tag: string;
  /** True for a commit without changes, whose image can be used again. */
  readonly isClean: boolean;
}

/** The checkout's commit; what differs from it gets a name of its own, since tags cannot be moved. */
export async function readCheckout(context: CommandContext): Promise<Checkout> {
  const options = { env: context.env, folder: context.repository, isQuiet: true };
  const commit = await context.runProgram("git", ["rev-parse", "--short=12", "HEAD"], options);
  const changes = await context.runProgram("git", ["status", "--porcelain"], options);
  const isClean = commit.code === 0 && changes.output.trim() === "";
  const base = commit.code === 0 ? commit.output.trim() : "no-commit";
  return { isClean, tag: isClean ? base : `${base}-${context.nowMs().toString(36)}` };
}

/** The image of a commit that was pushed before, by digest; undefined when it must be built. */
export async function findImage(
  { repositoryUrl, region }: ImageTarget,
  { tag, isClean }: Checkout,
  { aws }: CommandContext,
): Promise<string | undefined> {
  if (!isClean) return undefined;
  const digest = await withEcr({ region, aws }, (ecr) => digestOf(ecr, repositoryUrl, tag));
  return digest && `${repositoryUrl}@${digest}`;
}

/** @throws {CommandError} where no container engine runs */
export async function requireEngine({ env, repository, runProgram }: CommandContext) {
  const options = { env, folder: repository, isQuiet: true };
  const isRunning = await runProgram("docker", ["info"], options).then(
    ({ code }) => code === 0,
    (error: unknown) => {
      if (error instanceof CommandError) return false;
      throw error;
    },
  );
  if (isRunning) return;
  throw new CommandError(
    "Docker does not run here, so the image cannot be built. Start it, or name an image that is in the registry: --image <repository>@sha256:<digest>",
  );
}

/**
 * Builds the web image from the checkout, pushes it and gives it by digest.
 * @throws {CommandError} when the container engine fails
 */
export async function pushWebImage(
  { repositoryUrl, region }: ImageTarget,
  { tag }: Checkout,
  context: CommandContext,
): Promise<string> {
  const reference = `${repositoryUrl}:${tag}`;
  const source = ["--file", "apps/web/Dockerfile", "--build-arg", `PILOTLIGHT_VERSION=${tag}`];
  await docker(["build", "--platform", platform, ...source, "--tag", reference, "."], context);
  return withEcr({ region, aws: context.aws }, async (ecr) => {
    await logIn(ecr, repositoryUrl, context);
    await docker(["push", reference], context);
    const digest = await digestOf(ecr, repositoryUrl, tag);
    if (digest !== undefined) return `${repositoryUrl}@${digest}`;
    throw new CommandError(`${repositoryUrl} does not have ${tag}, though it was pushed.`);
  });
}

/** The newest image of a repository by digest; undefined while it has none. */
export async function newestImage(
  { repositoryUrl, region }: ImageTarget,
  aws: AwsOptions,
): Promise<string | undefined> {
  return withEcr({ region, aws }, async (ecr) => {
    const repositoryName = nameOf(repositoryUrl);
    const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
    const pushedAtMs = ({ imagePushedAt }: (typeof imageDetails)[number]) =>
      imagePushedAt?.getTime() ?? 0;
    const newest = imageDetails.toSorted((a, b) => pushedAtMs(b) - pushedAtMs(a))[0];
    return newest?.imageDigest && `${repositoryUrl}@${newest.imageDigest}`;
  });
}

async function withEcr<Result>(
  { region, aws }: { readonly region: string; readonly aws: AwsOptions },
  use: (ecr: ECRClient) => Promise<Result>,
): Promise<Result> {
  const ecr = new ECRClient({ region, ...aws });
  try {
    return await use(ecr);
  } finally {
    ecr.destroy();
  }
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
  const { code } = await context.runProgram("docker", words, {
    env: context.env,
    folder: context.repository,
    ...(input === undefined ? {} : { input }),
  });
  if (code === 0) return;
  throw new CommandError(`docker ${words[0] ?? ""} ended with ${code}; its lines above say why.`);
}

async function digestOf(ecr: ECRClient, repositoryUrl: string, imageTag: string) {
  const repositoryName = nameOf(repositoryUrl);
  try {
    const command = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] });
    return (await ecr.send(command)).imageDetails?.[0]?.imageDigest;
  } catch (error) {
    if (error instanceof ImageNotFoundException) return undefined;
    throw error;
  }
}

function nameOf(repositoryUrl: string): string {
  return repositoryUrl.slice(repositoryUrl.indexOf("/") + 1);
}

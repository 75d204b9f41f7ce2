// What AWS, the hub or the machine would refuse after minutes is asked before anything is made.
import type { EndpointConfig } from "../../sizing/endpoint-plan.ts";
import type { StageConfig } from "../../stage-config.ts";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../command.ts";
import { hubOf } from "../stage-model.ts";
import type { KnownOutputs, Stack } from "../pulumi.ts";
import { type Checkout, findImage, readCheckout, requireEngine } from "../web-image.ts";
import { checkContainer } from "./check-container.ts";
import { checkCredentials } from "./check-credentials.ts";
import { checkModel } from "./check-model.ts";
import { checkImageName, checkLocation } from "./check-location.ts";
import { checkSmallModels } from "./check-small-models.ts";
import { checkQuota } from "./check-quota.ts";

interface PreFlightOptions {
  readonly stack: Stack;
  readonly context: CommandContext;
  readonly wishes: {
    /** `--image` */
    readonly image: string | undefined;
    /** `--copy-model` */
    readonly mayCopy: boolean;
  };
}

/** What a deployment may go on with. */
interface Cleared {
  readonly existing: KnownOutputs | undefined;
  /** The image, where it is in the registry already. */
  readonly image: string | undefined;
  /** What an image is built from otherwise. */
  readonly checkout: Checkout | undefined;
}

/**
 * Asks everything that can be asked before anything is made, cheapest first.
 * @throws {CommandError} with what is refused and what to do
 */
export async function preFlight(config: StageConfig, options: PreFlightOptions): Promise<Cleared> {
  const { stack, context, wishes } = options;
  const { region, endpoint } = config;
  const identity = await checkCredentials(region, context.aws);
  context.print(`Acting as ${identity.arn} in ${region}.`);
  await stack.requireBackend();
  const existing = await stack.outputs();
  // The stage's place before the image's: an image of where the stage is fits no other region.
  checkLocation(config, identity, existing);
  if (wishes.image !== undefined) checkImageName(wishes.image, config, identity);
  if (existing) await stack.refusePending();
  if (endpoint) await checkEndpoint(config, endpoint, { ...options, existing });
  const smallModels = config.smallEndpoint?.models;
  if (smallModels !== undefined) await checkSmallModels(smallModels, region, context.aws);
  if (wishes.image !== undefined) return { existing, image: wishes.image, checkout: undefined };
  const checkout = await readCheckout(context);
  const repositoryUrl = existing?.repositoryUrl;
  const image = repositoryUrl && (await findImage({ repositoryUrl, region }, checkout, context));
  if (image) context.print(`The image of ${checkout.tag} is in the registry.`);
  else await requireEngine(context);
  return { existing, image: image === "" ? undefined : image, checkout };
}

/** The large model: may it run, is its container there, are its weights there or can they be copied? */
async function checkEndpoint(
  config: StageConfig,
  endpoint: EndpointConfig,
  options: PreFlightOptions & { readonly existing: KnownOutputs | undefined },
): Promise<void> {
  const { region } = config;
  const { aws, print } = options.context;
  const warnings = [
    ...(await checkQuota(endpoint, region, aws)),
    ...(await checkContainer(endpoint, region, aws)),
  ];
  for (const warning of warnings) print(warning);
  await checkWeights(config, endpoint, options);
}

async function checkWeights(
  { stage, region }: StageConfig,
  { source }: EndpointConfig,
  options: PreFlightOptions & { readonly existing: KnownOutputs | undefined },
): Promise<void> {
  const { context, wishes, existing } = options;
  const bucketName = existing?.modelBucket ?? "";
  const isThere = source.kind === "s3" || bucketName !== "";
  const missing = isThere
    ? await checkModel(source, { bucketName, region, aws: context.aws })
    : "The stage has no bucket for its model yet.";
  if (missing === undefined) return;
  if (source.kind === "s3") {
    throw new CommandError(`${missing} Put the model there, or set endpoint.model to its place.`);
  }
  if (!wishes.mayCopy) {
    const first = isThere
      ? `Copy it with \`npm run model -- stage ${stage}\`, or deploy`
      : "Deploy";
    throw new CommandError(
      `${missing} ${first} with --copy-model, which copies ${source.id} from the hub.`,
    );
  }
  // Asked now, so that a licence that is not accepted does not end it after the bucket is made.
  await hubOf(context).listFiles(source);
}

// What a stopped deployment leaves at SageMaker. Pulumi tells its providers to stop; the one that makes the
// endpoint and its component then gives up without writing down what AWS goes on making: a GPU of which
// nobody knows. Their names are fixed, so they can be asked for.
import {
  DeleteEndpointCommand,
  DeleteInferenceComponentCommand,
  DescribeEndpointCommand,
  DescribeInferenceComponentCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import * as prompts from "@clack/prompts";
import { namesOf } from "../names.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./command.ts";
import { isRefusal } from "./explain-failure.ts";
import type { Stack } from "./pulumi.ts";

interface StageLocation {
  readonly stage: string;
  readonly region: string;
}

interface LeftOverOptions {
  readonly stack: Stack;
  readonly context: CommandContext;
  /** `--delete-left-over` */
  readonly mayDelete: boolean;
  readonly mayAsk: boolean;
  /** True where it is told that SageMaker may not be asked. */
  readonly tellsRefusal: boolean;
}

/** One of the two things, and how it is asked for and deleted. */
interface Kind {
  readonly what: string;
  readonly type: string;
  readonly name: string;
  readonly status: () => Promise<string | undefined>;
  readonly remove: () => Promise<unknown>;
}

interface LeftOver extends Kind {
  readonly found: string;
}

const lookAgainMs = 15_000;
// A component that is being made refuses for as long as SageMaker tries to start it.
const patienceMs = 60 * 60_000;

/**
 * Deletes an endpoint and a component that bear the stage's names and that its state does not know, where
 * a flag or a person at the terminal says so.
 * @throws {CommandError} where nobody said so; it names them and both ways on
 */
export async function clearLeftOver(
  location: StageLocation,
  options: LeftOverOptions,
): Promise<void> {
  const { context, mayDelete } = options;
  const sagemaker = new SageMakerClient({
    region: location.region,
    maxAttempts: 2,
    ...context.aws,
  });
  try {
    const leftOver = await findLeftOver(kindsOf(location, sagemaker), options);
    if (leftOver.length === 0) return;
    if (!mayDelete) await agree(tell(leftOver), options);
    for (const it of leftOver) await removeOne(it, context);
  } finally {
    sagemaker.destroy();
  }
}

/** The component first: an endpoint that has one cannot be deleted. */
function kindsOf({ stage }: StageLocation, sagemaker: SageMakerClient): readonly Kind[] {
  const { endpoint: EndpointName, inferenceComponent: InferenceComponentName } = namesOf(stage);
  return [
    {
      what: "inference component",
      type: "aws-native:sagemaker:InferenceComponent",
      name: InferenceComponentName,
      status: async () => {
        const command = new DescribeInferenceComponentCommand({ InferenceComponentName });
        return (await sagemaker.send(command)).InferenceComponentStatus;
      },
      remove: () => sagemaker.send(new DeleteInferenceComponentCommand({ InferenceComponentName })),
    },
    {
      what: "endpoint",
      type: "aws-native:sagemaker:Endpoint",
      name: EndpointName,
      status: async () => {
        const command = new DescribeEndpointCommand({ EndpointName });
        return (await sagemaker.send(command)).EndpointStatus;
      },
      remove: () => sagemaker.send(new DeleteEndpointCommand({ EndpointName })),
    },
  ];
}

async function findLeftOver(
  kinds: readonly Kind[],
  { stack, context, tellsRefusal }: LeftOverOptions,
): Promise<readonly LeftOver[]> {
  const leftOver: LeftOver[] = [];
  try {
    for (const kind of kinds) {
      const found = await statusOf(kind);
      if (found !== undefined) leftOver.push({ ...kind, found });
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (tellsRefusal) {
      context.print(
        "AWS does not let us ask SageMaker (sagemaker:DescribeEndpoint, sagemaker:DescribeInferenceComponent); whether a stopped deployment left an endpoint was not checked.",
      );
    }
    return [];
  }
  if (leftOver.length === 0) return [];
  const known = await stack.knownTypes();
  return leftOver.filter(({ type }) => !known.has(type));
}

/** Undefined where there is no such thing. */
async function statusOf({ status }: Kind): Promise<string | undefined> {
  try {
    return (await status()) ?? "unknown";
  } catch (error) {
    // SageMaker's words for a name that it does not know.
    if (error instanceof Error && /could not find/iu.test(error.message)) return undefined;
    throw error;
  }
}

function tell(leftOver: readonly LeftOver[]): string {
  const things = leftOver.map(({ what, name, found }) => `the ${what} ${name} (${found})`);
  return `SageMaker has ${things.join(" and ")}, which the stage's state does not name: a deployment that was stopped left it, or Pulumi is logged in to another state than the one that made it. Its GPU may be billed.`;
}

async function agree(words: string, { context, mayAsk }: LeftOverOptions): Promise<void> {
  if (!context.terminal || !mayAsk) {
    throw new CommandError(
      `${words} To delete it and go on, add --delete-left-over; to keep it, log Pulumi in to the state that made it.`,
    );
  }
  const answer = await prompts.confirm({
    message: `${words} Delete it?`,
    initialValue: false,
    ...context.terminal,
  });
  if (answer !== true) throw new CommandError("Left as it was: nothing has been changed.");
}

/** Deletes one and waits until it is gone. */
async function removeOne(kind: Kind, { print, wait, nowMs }: CommandContext): Promise<void> {
  const { what, name } = kind;
  print(`Deleting the ${what} ${name}, which the stage's state does not name …`);
  const untilMs = nowMs() + patienceMs;
  let isAsked = false;
  for (;;) {
    if (!isAsked) isAsked = await askToRemove(kind);
    if (isAsked && (await statusOf(kind)) === undefined) return;
    if (nowMs() > untilMs) {
      throw new CommandError(
        `SageMaker still has the ${what} ${name} after an hour. Look at it in the console; to stop its costs, delete it there.`,
      );
    }
    await wait(lookAgainMs);
  }
}

/** False while SageMaker refuses, because it is still being made. */
async function askToRemove({ remove }: Kind): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    if (error instanceof Error && /could not find/iu.test(error.message)) return true;
    if (error instanceof Error && error.name === "ValidationException") return false;
    throw error;
  }
}

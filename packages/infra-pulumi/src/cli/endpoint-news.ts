// The large model's endpoint while it is made: what to expect, and what is wrong when it does not come up.
import {
  DescribeEndpointCommand,
  DescribeInferenceComponentCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { instancePrices } from "../cost/prices.ts";
import { namesOf } from "../names.ts";
import type { EndpointConfig } from "../sizing/endpoint-plan.ts";
import type { StageConfig } from "../stage-config.ts";
import type { CommandContext } from "./command.ts";
import { explainFailure } from "./explain-failure.ts";

/** What a person should know before the endpoint is made for the first time. */
export function expectEndpoint({ instanceType }: EndpointConfig): readonly string[] {
  const { usd } = instancePrices[instanceType];
  return [
    `The endpoint is made now, which takes 10 to 45 minutes. It starts one ${instanceType}, which costs $${usd} an hour from then on until it goes to sleep.`,
  ];
}

/**
 * The state of an endpoint that did not come up, in sentences: what SageMaker says, what it costs
 * meanwhile, and how to stop that.
 */
export async function tellEndpoint(
  { stage, region }: StageConfig,
  { instanceType }: EndpointConfig,
  { aws }: CommandContext,
): Promise<readonly string[]> {
  const sagemaker = new SageMakerClient({ region, maxAttempts: 2, ...aws });
  const names = namesOf(stage);
  try {
    const endpoint = await stateOf("Endpoint", async () => {
      const command = new DescribeEndpointCommand({ EndpointName: names.endpoint });
      const { EndpointStatus, FailureReason } = await sagemaker.send(command);
      return [EndpointStatus, FailureReason];
    });
    const component = await stateOf("Component", async () => {
      const command = new DescribeInferenceComponentCommand({
        InferenceComponentName: names.inferenceComponent,
      });
      const { InferenceComponentStatus, FailureReason } = await sagemaker.send(command);
      return [InferenceComponentStatus, FailureReason];
    });
    if (endpoint === undefined) return [];
    const { usd } = instancePrices[instanceType];
    return [
      ...[endpoint, component].filter((line) => line !== undefined),
      `While the endpoint is there, its ${instanceType} may be on for $${usd} an hour. Logs: https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups (/aws/sagemaker/). To stop the costs: npm run destroy -- ${stage}, or hosting: none and deploy again.`,
    ];
  } finally {
    sagemaker.destroy();
  }
}

/** One sentence; undefined where there is no such thing. */
async function stateOf(
  what: string,
  ask: () => Promise<readonly (string | undefined)[]>,
): Promise<string | undefined> {
  try {
    const [status = "unknown", reason] = await ask();
    return `${what}: ${status}${reason ? `, because: ${reason}` : ""}.`;
  } catch (error) {
    // SageMaker's words for a name that it does not know.
    if (error instanceof Error && /could not find/iu.test(error.message)) return undefined;
    const words = explainFailure(error);
    if (words === undefined) throw error;
    return `${what}: ${words}`;
  }
}

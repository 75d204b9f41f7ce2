// `npm run sagemaker-local`: a local SageMaker from the command line.
import process from "node:process";
import { type CliOptions, cliOptions, helpText } from "./cli-options.ts";
import { publishedDurations } from "./durations.ts";
import { loadAnswer } from "./parse-answer-module.ts";
import { standIn } from "./stand-in.ts";
import type { SagemakerLocal } from "./sagemaker-local.ts";
import { startSagemakerLocal } from "./start-sagemaker-local.ts";

try {
  const options = cliOptions(process.argv.slice(2).filter((word) => word !== "--"));
  if (options.wantsHelp) console.log(helpText());
  else await serve(options);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function serve(options: CliOptions): Promise<void> {
  const { idleMinutes, answerModule, endpointName, componentName, isQuiet, forward } = options;
  const { small, smallEndpointName } = options;
  const local = await startSagemakerLocal({
    ...options,
    ...{ forward: forward ?? undefined, small: small ?? undefined },
    answer: answerModule === null ? standIn() : await loadAnswer(answerModule),
    durations: { ...publishedDurations, idleMs: idleMinutes * 60_000 },
  });
  console.log(`A local SageMaker is on ${local.url}. To use it:

export AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME=${local.url}
export AWS_ENDPOINT_URL_SAGEMAKER=${local.url}
export AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Endpoint ${endpointName}, inference component ${componentName}. State: ${local.url}/_local/state
${small === null ? "" : `Endpoint ${smallEndpointName}, with the small models of ${small}.\n`}`);
  const stopTelling = isQuiet ? () => undefined : tell(local);
  const stop = () => {
    stopTelling();
    void local.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

/** Prints calls as they end and each change of the state. */
function tell(local: SagemakerLocal): () => void {
  let phase = "";
  const told = new WeakSet<object>();
  const look = () => {
    for (const request of local.requests.slice(-100)) {
      if (request.result === "open" || told.has(request)) continue;
      told.add(request);
      const { operation, result, error, fault } = request;
      console.log(
        [operation, result, error, fault && `fault ${fault}`].filter(Boolean).join(" · "),
      );
    }
    const state = local.state();
    if (state.phase === phase) return;
    phase = state.phase;
    const next = state.next ? `; ${state.next.step} in ${Math.ceil(state.next.inMs / 1000)} s` : "";
    console.log(`The endpoint is: ${phase}${next}`);
  };
  const timer = setInterval(look, 250);
  look();
  return () => {
    clearInterval(timer);
  };
}

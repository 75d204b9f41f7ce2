// Two stages in one account and region.
import type { Sandbox } from "../../testing/engine/sandbox.ts";
import {
  again,
  all,
  alsoUpdated,
  between,
  first,
  gone,
  imageOf,
  named,
  replacedToo,
  shipped,
  withEndpoint,
} from "./scenario-steps.ts";
import type { Step } from "./step-recorder.ts";

/** What the config.json of own weights says: they are quantised as the stage's are. */
const ownModel = {
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  hidden_size: 4096,
  max_position_embeddings: 32_768,
  quantization_config: { quant_method: "awq" },
};

/** Two stages beside each other: neither takes the other's names, and one goes without the other. */
export async function* stagingAndProd(sandbox: Sandbox): AsyncGenerator<Step> {
  const [staging, prod] = ["proof-stage", "proof-prod"];
  const [small, whole] = [shipped("staging"), shipped("prod")];
  const [ofStaging, ofProd] = [await all(small, staging), await all(whole, prod)];
  yield named("staging: ", first(staging, small, ofStaging));
  yield named("staging: ", await again(staging, sandbox));
  yield named("prod beside it: ", first(prod, whole, ofProd));
  yield named("prod: ", await again(prod, sandbox));
  const other = withEndpoint(small, { instanceType: "ml.g5.2xlarge" });
  const image = await imageOf(staging, sandbox);
  yield {
    says: "staging: another instance type",
    stage: staging,
    settings: other,
    words: ["deploy", staging, "--yes", "--image", image],
    changes: alsoUpdated(await between(small, other, staging), "Endpoint endpoint"),
  };
  const own = withEndpoint(other, { model: "s3://our-weights/mistral/" });
  await sandbox.storeObjects("our-weights", {
    "mistral/config.json": JSON.stringify(ownModel),
    "mistral/model.safetensors": "weights",
  });
  const use = ["model", "use", staging, "s3://our-weights/mistral", "--yes"];
  yield {
    says: "staging: own weights in S3 in the hub model's place, refused for the loss of the bucket",
    stage: staging,
    words: use,
    code: 1,
    prints: /--delete-weights/u,
  };
  yield {
    says: "staging: the same with --delete-weights",
    stage: staging,
    words: [...use, "--delete-weights"],
    changes: replacedToo(
      alsoUpdated(await between(other, own, staging), "MetricAlarm wake"),
      "InferenceComponent component",
      // The new component is scaled anew: what scaled the old one goes before it.
      "Target copies",
      "Policy follow-load",
      "Policy wake",
    ),
  };
  yield named("staging: ", gone(staging, await all(own, staging), sandbox));
  yield named("prod: ", gone(prod, ofProd, sandbox));
}

/** What a small model is run from: the files of its folder, in transformers.js's layout. */
export const modelLayout = {
  config: "config.json",
  tokenizer: "tokenizer.json",
  weights: "onnx/model_quantized.onnx",
} as const;

/** A file beside them that most models have: how many tokens the model was made for. */
export const tokenizerSettingsFile = "tokenizer_config.json";

/** What a small model is run from: the files of its folder, in transformers.js's layout. */
export const modelLayout = {
  config: "config.json",
  tokenizer: "tokenizer.json",
  weights: "onnx/model_quantized.onnx",
} as const;

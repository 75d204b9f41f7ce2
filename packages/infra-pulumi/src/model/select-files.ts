// What a repository has for its readers, not for the one who runs the model.
const unused = /^(?:\.|README|LICENSE|.*\.(?:md|png|jpe?g|gif|pdf|ipynb)$)/iu;
const olderWeights = /\.(?:bin|pt|pth|h5|msgpack|ckpt|gguf|onnx)$/iu;
const shard = /(?:^|\/)model.*\.safetensors$/u;
const wholeCopy = /(?:^|\/)consolidated.*\.safetensors$/u;

/**
 * The files that vLLM reads. Many repositories hold the same weights twice or more: as safetensors and
 * in older formats, in shards and in one "consolidated" file. Each copy would be loaded at every wake.
 */
export function selectFiles<File extends { readonly path: string }>(
  files: readonly File[],
): readonly File[] {
  const hasSafetensors = files.some(({ path }) => path.endsWith(".safetensors"));
  const hasShards = files.some(({ path }) => shard.test(path));
  return files.filter(
    ({ path }) =>
      !unused.test(path) &&
      !(hasSafetensors && olderWeights.test(path)) &&
      !(hasShards && wholeCopy.test(path)),
  );
}

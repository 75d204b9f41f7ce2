import adapterNode from "@sveltejs/adapter-node";
import type { Adapter } from "@sveltejs/kit";
import { compressFolder } from "./compress-folder.ts";

/**
 * adapter-node with compression of ours. Its own takes brotli's slowest quality for every file, which
 * makes minutes of a build with WebAssembly in it; ours keeps what it has compressed once.
 */
export function compressedAdapter(): Adapter {
  const node = adapterNode({ precompress: true });
  return { ...node, adapt: (builder) => node.adapt({ ...builder, compress: compressFolder }) };
}

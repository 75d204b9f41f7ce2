import { describe, expect, it } from "vitest";
import { selectFiles } from "./select-files.ts";

function selected(...paths: string[]): string[] {
  const files = paths.map((path) => ({ path, bytes: 1, sha256: undefined, contentId: path }));
  return selectFiles(files).map(({ path }) => path);
}

describe("selectFiles", () => {
  it("takes one copy of the weights where a repository has three", () => {
    expect(
      selected(
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "model.safetensors.index.json",
        "consolidated.safetensors",
        "pytorch_model-00001-of-00002.bin",
      ),
    ).toEqual([
      "model-00001-of-00002.safetensors",
      "model-00002-of-00002.safetensors",
      "model.safetensors.index.json",
    ]);
  });

  it("takes the only weights there are, whatever their format", () => {
    expect(selected("pytorch_model.bin", "config.json")).toEqual([
      "pytorch_model.bin",
      "config.json",
    ]);
    expect(selected("consolidated.safetensors")).toEqual(["consolidated.safetensors"]);
  });

  it("takes tokenizer and templates, and leaves what is for readers", () => {
    expect(
      selected(
        ".gitattributes",
        "README.md",
        "LICENSE",
        "tokenizer.model",
        "tokenizer.json",
        "chat_template.jinja",
      ),
    ).toEqual(["tokenizer.model", "tokenizer.json", "chat_template.jinja"]);
  });
});

import { describe, expect, it } from "vitest";
import { readDockerfile } from "./read-dockerfile.ts";

describe("readDockerfile", () => {
  it("reads stages with their variables, over continued lines", () => {
    const stages = readDockerfile(`ARG VERSION=9
FROM node:\${VERSION} AS build
WORKDIR /source
# A comment.
COPY one two ./
RUN first && \\
    second
FROM node:\${VERSION} AS serve
ENV A=1 B=2
COPY --from=build /source/out ./out
USER 1000:1000
HEALTHCHECK --interval=1s CMD ["node", "-e", "1"]
ENTRYPOINT ["node", "start.js"]
CMD ["--quiet"]
`);
    const joined: unknown = expect.stringMatching(/^first && +second$/u);
    expect(stages).toMatchObject([
      {
        name: "build",
        image: "node:9",
        steps: [
          { kind: "workdir", folder: "/source" },
          { kind: "copy", from: null, sources: ["one", "two"], target: "./" },
          { kind: "run", command: joined },
        ],
      },
      {
        name: "serve",
        user: "1000:1000",
        healthCheck: ["node", "-e", "1"],
        entry: ["node", "start.js"],
        command: ["node", "start.js", "--quiet"],
        steps: [
          { kind: "env", values: { A: "1", B: "2" } },
          { kind: "copy", from: "build", sources: ["/source/out"], target: "./out" },
        ],
      },
    ]);
  });

  it("refuses what it would have to guess", () => {
    expect(() => readDockerfile("FROM a AS b\nADD https://example.org/x ./\n")).toThrow(
      "ADD is not",
    );
    expect(() => readDockerfile("FROM a AS b\nCMD node start.js\n")).toThrow();
  });
});

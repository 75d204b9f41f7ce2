import { type Dockerfile, DockerfileParser } from "dockerfile-ast";

/** One instruction that changes a stage's files or settings; others do not matter to a layout. */
export type Step =
  | { readonly kind: "workdir"; readonly folder: string }
  | { readonly kind: "env"; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "run"; readonly command: string }
  | {
      readonly kind: "copy";
      /** The stage to copy from; null for the build context. */
      readonly from: string | null;
      readonly sources: readonly string[];
      readonly target: string;
    };

/** One `FROM` and what follows it. */
export interface Stage {
  readonly name: string;
  readonly image: string;
  readonly steps: readonly Step[];
  /** The numeric user and group of `USER`, or null where the stage names none. */
  readonly user: string | null;
  /** The words of `ENTRYPOINT`, which stand before those of `CMD` and before those of who starts it otherwise. */
  readonly entry: readonly string[];
  /** The words that start it: those of `ENTRYPOINT`, then those of `CMD`. */
  readonly command: readonly string[];
  /** The words of the health check's command. */
  readonly healthCheck: readonly string[];
}

type Instruction = ReturnType<ReturnType<typeof DockerfileParser.parse>["getInstructions"]>[number];

// Instructions with no meaning for the files: they are for the reader or for the engine.
const silent = new Set(["ARG", "EXPOSE", "LABEL", "STOPSIGNAL"]);

/**
 * The stages of a Dockerfile, in order, with the variables filled in.
 * @throws Error on an instruction that a layout would have to guess
 */
export function readDockerfile(text: string): readonly Stage[] {
  const dockerfile = DockerfileParser.parse(text);
  const stages: Stage[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const current = stages.at(-1);
    if (instruction.getKeyword() === "FROM") stages.push(startStage(words(instruction)));
    else if (current) stages[stages.length - 1] = extend(current, instruction, dockerfile);
  }
  return stages;
}

function startStage([image = "", , name = ""]: readonly string[]): Stage {
  return { name, image, steps: [], user: null, entry: [], command: [], healthCheck: [] };
}

function extend(stage: Stage, instruction: Instruction, dockerfile: Dockerfile): Stage {
  const content = instruction.getArgumentsContent() ?? "";
  const withStep = (step: Step) => ({ ...stage, steps: [...stage.steps, step] });
  const keyword = instruction.getKeyword();
  switch (keyword) {
    case "USER":
      return { ...stage, user: content };
    case "ENTRYPOINT":
      return { ...stage, entry: execForm(content), command: execForm(content) };
    case "CMD":
      return { ...stage, command: [...stage.entry, ...execForm(content)] };
    case "HEALTHCHECK":
      return { ...stage, healthCheck: execForm(content.replace(/^CMD\s+/u, "")) };
    case "WORKDIR":
      return withStep({ kind: "workdir", folder: content });
    case "ENV": {
      const values = Object.fromEntries(words(instruction).map(assignment));
      return withStep({ kind: "env", values });
    }
    case "RUN":
      return withStep({ kind: "run", command: content });
    case "COPY":
      return withStep(copyStep(instruction, dockerfile));
    default:
      if (silent.has(keyword)) return stage;
      throw new Error(`${keyword} is not one of the instructions that a layout follows.`);
  }
}

function copyStep(instruction: Instruction, dockerfile: Dockerfile): Step {
  // Only the list of all COPY lines knows their flags.
  const line = instruction.getRange().start.line;
  const copy = dockerfile.getCOPYs().find((other) => other.getRange().start.line === line);
  const from = copy?.getFromFlag()?.getValue() ?? null;
  const names = words(instruction);
  return { kind: "copy", from, sources: names.slice(0, -1), target: names.at(-1) ?? "" };
}

function words(instruction: Instruction): readonly string[] {
  return instruction.getExpandedArguments().map((argument) => argument.getValue());
}

function assignment(word: string): readonly [string, string] {
  const at = word.indexOf("=");
  return [word.slice(0, at), word.slice(at + 1)];
}

function execForm(content: string): readonly string[] {
  const value: unknown = JSON.parse(content);
  if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value;
  throw new Error(`Expected words in brackets, got ${content}. The shell form has no signals.`);
}

// A task as an MCP tool: its name, its words and its schemas, all read from the definition.
import type { BackendRef } from "../../contract/backend-id.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { type JsonSchema, taskInputSchema, taskReplySchema } from "../kit/task-schema.ts";

/** A tool as `tools/list` tells of it. */
export interface ToolDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly annotations: ToolHints;
}

interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

type ObjectSchema = JsonSchema & { readonly type: "object" };

// A task reads what it is given, changes nothing and calls nobody that the operator did not name.
const annotations: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

// MCP allows 128 characters and dots, but the strictest of the models that call tools do not.
const maxNameLength = 64;

/** The tool's name: the task id, with the characters that a model may call. */
export function toolName({ id }: AnyTask): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/gu, "_").slice(0, maxNameLength);
}

/** The tool that a task is, for a server with these backends. */
export function toolDefinition(task: AnyTask, backends: readonly BackendRef[]): ToolDefinition {
  return {
    name: toolName(task),
    title: task.title,
    description: task.description,
    inputSchema: { ...taskInputSchema(task, { backends }), type: "object" },
    outputSchema: { ...taskReplySchema(task), type: "object" },
    annotations,
  };
}

// `/api/v1/runs/{id}`: a run that was started earlier, by this connection or another.
import { jsonContent, type OpenApiPart, problemRefs, schemaRef } from "./schema-parts.ts";
import { eventStream } from "./task-paths.ts";

/** The paths of runs. */
export const runPaths: OpenApiPart = {
  "/api/v1/runs/{id}": {
    parameters: [
      {
        name: "id",
        in: "path",
        required: true,
        schema: { type: "string" },
        description: "The run's id.",
      },
    ],
    get: {
      operationId: "get-run",
      tags: ["Runs"],
      summary: "Status and result of a run",
      description:
        "A run is kept for some minutes after its end. With `Accept: text/event-stream` its events come from the first, or from the one after `Last-Event-ID`.",
      parameters: [
        {
          name: "Last-Event-ID",
          in: "header",
          description: "The number of the last event that arrived.",
          schema: { type: "integer", minimum: 0 },
        },
        {
          name: "after",
          in: "query",
          description: "The same, for clients that cannot set headers.",
          schema: { type: "integer", minimum: 0 },
        },
      ],
      responses: {
        "200": {
          description: "The run as it stands, or its events.",
          content: { ...jsonContent(schemaRef("RunStatus")), ...eventStream() },
        },
        ...problemRefs([
          "invalid-request",
          "unknown-key",
          "forbidden-origin",
          "unknown-run",
          "not-acceptable",
        ]),
      },
    },
    delete: {
      operationId: "cancel-run",
      tags: ["Runs"],
      summary: "Cancel a run",
      description: "Stops a run at any stage; without effect on one that has ended.",
      responses: {
        "204": { description: "The run was asked to stop." },
        ...problemRefs(["unknown-key", "forbidden-origin", "unknown-run"]),
      },
    },
  },
};

// `/api/v1/runs/{id}`: a run that was started earlier, by this connection or another.
import type { JsonSchema } from "../kit/task-schema.ts";
import { maxEventNumber } from "../kit/wish.ts";
import { okResponse, type OpenApiPart, problemRefs, schemaRef } from "./schema-parts.ts";
import { runEventStream } from "./task-paths.ts";

const eventNumber: JsonSchema = { type: "integer", minimum: 0, maximum: maxEventNumber };

const idParameter: OpenApiPart = {
  name: "id",
  in: "path",
  required: true,
  schema: { type: "string" },
  description: "The run's id.",
};

/** The paths of runs. */
export const runPaths: OpenApiPart = {
  "/api/v1/runs/{id}": {
    parameters: [idParameter],
    get: {
      operationId: "get-run",
      tags: ["Runs"],
      summary: "Status and result of a run",
      description:
        "A run is kept for some minutes after its end. With `Accept: text/event-stream` the reply is that of `/api/v1/runs/{id}/events`.",
      responses: {
        ...okResponse("The run as it stands.", schemaRef("RunStatus")),
        ...problemRefs(["unknown-key", "forbidden-origin", "unknown-run", "not-acceptable"]),
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
  "/api/v1/runs/{id}/events": {
    parameters: [idParameter],
    get: {
      operationId: "get-run-events",
      tags: ["Runs"],
      summary: "Events of a run",
      description:
        "What happened to the run and what happens, from the first event or from the one after `Last-Event-ID`.",
      parameters: [
        {
          name: "Last-Event-ID",
          in: "header",
          description: "The number of the last event that arrived.",
          schema: eventNumber,
        },
        {
          name: "after",
          in: "query",
          description: "The same, for clients that cannot set headers.",
          schema: eventNumber,
        },
      ],
      responses: {
        ...runEventStream(),
        ...problemRefs([
          "invalid-request",
          "unknown-key",
          "forbidden-origin",
          "unknown-run",
          "not-acceptable",
        ]),
      },
    },
  },
};

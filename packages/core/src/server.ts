// The server's door: Node only.
export { OnnxBackend } from "./backends/onnx/onnx-backend.ts";
export type { ModelSource } from "./pipelines/model-loader.ts";
export { createMcpApi, type McpApi, type McpContext } from "./protocol/mcp/mcp-api.ts";
export {
  createOpenApiDocument,
  type OpenApiDocument,
} from "./protocol/openapi/openapi-document.ts";
export { createGradioApi, type GradioApi } from "./protocol/gradio/gradio-api.ts";

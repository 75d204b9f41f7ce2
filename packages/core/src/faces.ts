// The door to the server's larger faces, to be loaded when the first request asks for one.
export { createGradioApi, type GradioApi } from "./protocol/gradio/gradio-api.ts";
export { createMcpApi, type McpApi } from "./protocol/mcp/mcp-api.ts";
export { createOpenApiDocument } from "./protocol/openapi/openapi-document.ts";

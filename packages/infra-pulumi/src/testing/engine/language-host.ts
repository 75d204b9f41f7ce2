// The language host of the real engine: it starts Pulumi's own Node runner, as pulumi-language-nodejs does.
// Called by the engine as `pulumi-language-nodejs <engine's address>`; tells its port on a line.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import grpc from "@grpc/grpc-js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import languageServices from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageProto from "@pulumi/pulumi/proto/language_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import { listen, method, withRest } from "../grpc-service.ts";

const require = createRequire(import.meta.url);
const runner = join(dirname(require.resolve("@pulumi/pulumi/package.json")), "cmd/run/index.js");
// The runner has told the engine itself what went wrong.
const toldAlready = 32;

const address = process.argv.slice(2).find((word) => !word.startsWith("-")) ?? "";

async function run(request: InstanceType<typeof languageProto.RunRequest>) {
  const info = request.getInfo();
  if (!info) throw new Error("The engine did not say which program to run.");
  const pairs = Object.entries({
    monitor: request.getMonitorAddress(),
    engine: address,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    "root-directory": info.getRootDirectory(),
    parallel: String(request.getParallel()),
  });
  const words = [
    runner,
    ...pairs.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
  const options = info.getOptions()?.toJavaScript() ?? {};
  const child = spawn(process.execPath, words, {
    cwd: info.getProgramDirectory(),
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: options["typescript"] === false ? "false" : "true",
    },
  });
  await once(child, "close");
  const code = child.exitCode;
  const reply = new languageProto.RunResponse();
  if (code === toldAlready) reply.setBail(true);
  else if (code !== 0) reply.setError(`the program ended with ${String(code)}`);
  return reply;
}

const server = new grpc.Server({
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
});
server.addService(
  languageServices.LanguageRuntimeService,
  withRest(languageServices.LanguageRuntimeService, {
    handshake: method(() => new languageProto.LanguageHandshakeResponse()),
    getPluginInfo: method(() => {
      const reply = new pluginProto.PluginInfo();
      reply.setVersion("3.0.0");
      return reply;
    }),
    // The program's packages say themselves which provider they need, when they are used.
    getRequiredPackages: method(() => new languageProto.GetRequiredPackagesResponse()),
    getRequiredPlugins: method(() => new languageProto.GetRequiredPluginsResponse()),
    runtimeOptionsPrompts: method(() => new languageProto.RuntimeOptionsResponse()),
    about: method(() => new languageProto.AboutResponse()),
    getProgramDependencies: method(() => new languageProto.GetProgramDependenciesResponse()),
    cancel: method(() => new emptyProto.Empty()),
    run: method(run),
  }),
);
console.log(String(await listen(server)));

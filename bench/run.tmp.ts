import { ModelLoader, embeddedModelFolders } from "@pilotlight/core/worker";
import { evaluateQuestionAnswering } from "./src/question-answering-eval.ts";
import { writeFileSync } from "node:fs";
const loader = new ModelLoader({
  baseUrl: "/work/main/apps/web/static/models/",
  models: embeddedModelFolders,
});
const n = process.argv[2] ? +process.argv[2] : undefined;
const { rows, predictions } = await evaluateQuestionAnswering({
  dataFolder: "/tmp/data",
  loadModel: (t) => loader.load(t),
  sampleSize: n,
});
console.table(rows);
writeFileSync("/tmp/qa-pred.json", JSON.stringify(predictions));

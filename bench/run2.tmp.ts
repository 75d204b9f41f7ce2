import { ModelLoader, embeddedModelFolders } from "@pilotlight/core/worker";
import { evaluateSentiment } from "./src/sentiment-eval.ts";
const loader=new ModelLoader({baseUrl:"/work/main/apps/web/static/models/",models:embeddedModelFolders});
const m=await loader.load("sentiment-analysis");
for(const [w,T] of [[64,1],[128,1],[192,1],[256,1],[512,1],[128,1.25],[128,1.5],[128,2]]){const {rows}=await evaluateSentiment({dataFolder:"/tmp/data",loadModel:async()=>({name:m.name,tokenizer:m.tokenizer,maxTokens:m.maxTokens,config:{...m.config,pilotlight:{windowTokens:w,temperature:T}},run:s=>m.run(s)})});
console.log(w,T,rows.map(r=>r.data.slice(0,5)+" "+r.figure+" "+r.value.toFixed(2)).join(" | "));}

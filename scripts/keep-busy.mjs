// Keeps one core busy for as long as the process that forked it lives.
import process from "node:process";

process.on("disconnect", () => process.exit());

function spin() {
  const until = performance.now() + 100;
  while (performance.now() < until);
  setImmediate(spin);
}

spin();

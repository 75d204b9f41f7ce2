// `npm run proof -- <name>`: the long checks with their full counts.
import process from "node:process";
import { proofs } from "./proofs.mjs";

const name = process.argv.slice(2).find((word) => word !== "--");
const proof = name === undefined ? undefined : proofs[name];
if (!proof) {
  if (name !== undefined) console.error(`There is no proof called "${name}".`);
  console.log("Usage: npm run proof -- <name>\n");
  for (const [known, { shows }] of Object.entries(proofs)) console.log(`  ${known}  ${shows}`);
  process.exit(name === undefined ? 0 : 1);
}
await proof.run();

// Asks solc's SMTChecker about one contract.
//
//   node check.mjs FILE CONTRACT bmc|chc TARGETS      TARGETS: assert, or overflow,underflow,divByZero
//
// FILE's imports are relative. No `timeout` is set: Z3 then stops after
// a number of steps of its own, the same everywhere. Prints {proved, refuted, unknown, errors}: how many
// of its questions, and what solc says of those it did not prove.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";

const [file, contract, engine, targets] = process.argv.slice(2);
const solc = createRequire(import.meta.url)("solc");
const sources = {};

function add(path) {
  if (sources[path]) return;
  const content = readFileSync(path, "utf8");
  sources[path] = { content };
  for (const [, relative] of content.matchAll(/from "([^"]+)"/g)) add(resolve(dirname(path), relative));
}

const root = resolve(file);
add(root);
const modelChecker = {
  contracts: { [root]: [contract] },
  divModNoSlacks: true,
  engine,
  showProvedSafe: true,
  showUnproved: true,
  showUnsupported: true,
  solvers: ["z3"],
  targets: targets.split(","),
};
const output = JSON.parse(
  solc.compile(JSON.stringify({ language: "Solidity", sources, settings: { modelChecker, outputSelection: {} } })),
);
const counts = { proved: 0, refuted: 0, unknown: 0 };
const said = [];
for (const { severity, message, sourceLocation: at } of output.errors ?? []) {
  const first = message.split("\n")[0];
  if (/check is safe!/.test(first)) counts.proved += 1;
  else if (/ happens here/.test(first)) counts.refuted += 1;
  else if (/ might happen here/.test(first)) counts.unknown += 1;
  else if (severity !== "error") continue;
  if (severity !== "info") said.push(`${first} ${at ? sources[at.file]?.content.slice(at.start, at.end) : ""}`);
}
process.stdout.write(`${JSON.stringify({ ...counts, said, version: solc.version() })}\n`);

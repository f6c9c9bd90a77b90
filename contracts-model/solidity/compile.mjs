// Compiles the contracts of src/ and harness/ with one of the settings below, without the network.
//
//   node compile.mjs --setting newest-plain --out FILE.json [--root DIR]
//
// DIR holds src/ and harness/ (default: beside this program); imports are relative. Writes
//
//   {compiler, version, setting, evmVersion,
//    contracts: {Name: {abi, bytecode, deployedBytecode, methodIdentifiers, sourceMap,
//                       immutableReferences, errors: {signature: selector}, events: {signature: topic}}},
//    sources: {path: {id, content, ast}}}
//
// where sourceMap is that of the deployed code and ast is there for the plain settings alone: the
// source map of other code does not tell its branches. Names are unique over all files. A warning is
// an error, but for that of the plain settings that code is too long to deploy. Exit codes: 0 done,
// 1 the sources do not compile, 64 usage, 74 input/output.
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import sha3 from "js-sha3";

// The paper's compiler with the EVM of its time, and the newest with the newest that anvil knows too.
const compilers = {
  paper: { npm: "solc-0.8.13", evmVersion: "london" },
  newest: { npm: "solc", evmVersion: "osaka" },
};
const modes = {
  plain: { optimizer: { enabled: false } },
  optimized: { optimizer: { enabled: true, runs: 200 } },
  "via-ir": { optimizer: { enabled: true, runs: 200 }, viaIR: true },
};
const settings = Object.keys(compilers).flatMap((c) => Object.keys(modes).map((m) => `${c}-${m}`));

function fail(code, message) {
  process.stderr.write(`compile: ${message.trimEnd()}\n`);
  process.exit(code);
}

function commandLine() {
  try {
    const { values } = parseArgs({
      options: { setting: { type: "string" }, out: { type: "string" }, root: { type: "string" } },
    });
    if (!settings.includes(values.setting)) throw Error(`--setting: one of ${settings.join(", ")}`);
    if (!values.out) throw Error("--out FILE.json is missing");
    return { root: dirname(fileURLToPath(import.meta.url)), ...values };
  } catch (error) {
    return fail(64, error.message);
  }
}

// Paths of the .sol files below `folder` of `root`, relative to root, in order.
function solidityFiles(root, folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return solidityFiles(root, path);
      return entry.name.endsWith(".sol") ? [path] : [];
    });
}

function readSources(root) {
  const paths = [...solidityFiles(root, "src"), ...solidityFiles(root, "harness")];
  if (paths.length === 0) fail(1, `no .sol file in src/ or harness/ of ${resolve(root)}`);
  return Object.fromEntries(paths.map((path) => [path, { content: readFileSync(join(root, path), "utf8") }]));
}

// solc's standard JSON output; ends the program where anything is amiss.
function compile(solc, sources, mode, evmVersion, withAst) {
  const perContract = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object",
    "evm.deployedBytecode.sourceMap", "evm.deployedBytecode.immutableReferences", "evm.methodIdentifiers"];
  const input = {
    language: "Solidity",
    sources,
    settings: { ...modes[mode], evmVersion, outputSelection: { "*": { "*": perContract, "": withAst ? ["ast"] : [] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  // Code that no optimizer has shortened may be too long for a chain: it is there to be traced.
  const tooLong = "5574";
  const messages = (output.errors ?? []).filter(
    ({ severity, errorCode }) => severity !== "info" && !(mode === "plain" && errorCode === tooLong),
  );
  if (messages.length > 0) fail(1, messages.map((message) => message.formattedMessage).join("\n"));
  return output;
}

const abiType = ({ type, components }) =>
  type.startsWith("tuple") ? `(${components.map(abiType)})${type.slice("tuple".length)}` : type;

// {signature: the first `digits` of its Keccak-256} of the ABI's entries of a kind.
function identifiers(abi, kind, digits) {
  const signatures = abi.filter(({ type }) => type === kind).map(({ name, inputs }) => `${name}(${inputs.map(abiType)})`);
  return Object.fromEntries(signatures.map((signature) => [signature, sha3.keccak256(signature).slice(0, digits)]));
}

function contractsOf(output) {
  const contracts = {};
  for (const [path, ofFile] of Object.entries(output.contracts ?? {})) {
    for (const [name, { abi, evm }] of Object.entries(ofFile)) {
      if (contracts[name]) fail(1, `${path}: a second contract of the name ${name}`);
      contracts[name] = {
        abi,
        bytecode: evm.bytecode.object,
        deployedBytecode: evm.deployedBytecode.object,
        methodIdentifiers: evm.methodIdentifiers,
        sourceMap: evm.deployedBytecode.sourceMap,
        immutableReferences: evm.deployedBytecode.immutableReferences,
        errors: identifiers(abi, "error", 8),
        events: identifiers(abi, "event", 64),
      };
    }
  }
  return contracts;
}

// The file is written whole or not at all.
function write(path, value) {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(value));
  renameSync(`${path}.${process.pid}`, path);
}

function main() {
  const { setting, out, root } = commandLine();
  const compiler = setting.slice(0, setting.indexOf("-"));
  const mode = setting.slice(compiler.length + 1);
  const { npm, evmVersion } = compilers[compiler];
  const sources = readSources(root);
  const solc = createRequire(import.meta.url)(npm);
  const withAst = mode === "plain";
  const output = compile(solc, sources, mode, evmVersion, withAst);
  const described = Object.entries(output.sources).map(([path, { id, ast }]) => [
    path,
    { id, content: sources[path].content, ...(withAst ? { ast } : {}) },
  ]);
  write(out, {
    compiler: npm,
    version: solc.version(),
    setting,
    evmVersion,
    contracts: contractsOf(output),
    sources: Object.fromEntries(described),
  });
}

try {
  main();
} catch (error) {
  fail(74, String(error.message ?? error));
}

// Builds the page into a folder: node build.js FOLDER
// It uses Angular's ahead-of-time compiler and esbuild, without the Angular CLI.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  ConsoleLogger,
  formatDiagnostics,
  LogLevel,
  NodeJSFileSystem,
  performCompilation,
  readConfiguration,
} from "@angular/compiler-cli";
import { createEs2015LinkerPlugin } from "@angular/compiler-cli/linker/babel";
import { transformAsync } from "@babel/core";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node build.js FOLDER");
  process.exit(2);
}

// Angular's packages are compiled in part only. The linker completes that, so that the page needs no compiler.
const linkerPlugin = createEs2015LinkerPlugin({
  fileSystem: new NodeJSFileSystem(),
  logger: new ConsoleLogger(LogLevel.warn),
  linkerJitMode: false,
});
const linker = {
  name: "angular-linker",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules.@(angular|notifizz).*\.mjs$/ }, async ({ path }) => {
      const code = readFileSync(path, "utf8");
      if (!code.includes("ɵɵngDeclare")) return { contents: code };
      const options = { filename: path, plugins: [linkerPlugin], configFile: false, babelrc: false, compact: false };
      return { contents: (await transformAsync(code, options)).code };
    });
  },
};

const compiled = mkdtempSync(join(tmpdir(), "notifizz-widget-"));
try {
  const { rootNames, options, errors } = readConfiguration(join(here, "tsconfig.json"), { outDir: compiled });
  const { diagnostics } = performCompilation({ rootNames, options });
  const problems = [...errors, ...diagnostics];
  if (problems.length) throw new Error(formatDiagnostics(problems));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(compiled, "main.js")],
    outfile: join(resolve(folder), "main.js"),
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    // zone.js tracks promises, but not native async functions.
    supported: { "async-await": false },
    define: { ngDevMode: "false", ngJitMode: "false", ngI18nClosureMode: "false" },
    nodePaths: [join(here, "node_modules")],
    plugins: [linker],
    legalComments: "linked",
    logLevel: "warning",
  });
  for (const file of ["index.html", "style.css"]) cpSync(join(here, "src", file), join(folder, file));
} finally {
  rmSync(compiled, { recursive: true });
}

// The page that all the examples share, from the folder WIDGET_DIR; an app of your own has React here.
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ico": "image/x-icon",
};

/** The file of the page at a path. Throws if there is none, or if it is outside the folder or hidden. */
async function find(parts) {
  const root = await realpath(/* turbopackIgnore: true */ process.env.WIDGET_DIR);
  // Symbolic links are followed before the folder is compared.
  const file = await realpath(path.join(/* turbopackIgnore: true */ root, ...parts.map(decodeURIComponent)));
  const names = path.relative(root, file).split(path.sep);
  if (names.some((name) => name.startsWith("."))) throw new Error("no file of the page");
  return file;
}

export async function GET(_request, { params }) {
  const { path: parts = ["index.html"] } = await params;
  try {
    const file = await find(parts);
    const type = TYPES[path.extname(file)];
    if (type) return new Response(await readFile(file), { headers: { "Content-Type": type } });
  } catch {
    // There is no such file, or the path is not valid: `%00`, `%ff`.
  }
  if (parts[0] !== "index.html") return new Response("Not found.\n", { status: 404 });
  return new Response("The page is not built yet: set WIDGET_DIR to the folder that has it.\n");
}

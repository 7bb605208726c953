// The page that all the examples share, from the folder WIDGET_DIR; an app of your own has React here.
import { readFile } from "node:fs/promises";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ico": "image/x-icon",
};

export async function GET(_request, { params }) {
  const { path: parts = ["index.html"] } = await params;
  const folder = process.env.WIDGET_DIR;
  const file = folder && path.resolve(/* turbopackIgnore: true */ folder, ...parts);
  const type = TYPES[path.extname(parts.at(-1))];
  // Nothing outside of the folder, whatever the request says.
  if (type && file?.startsWith(path.resolve(folder) + path.sep)) {
    try {
      return new Response(await readFile(file), { headers: { "Content-Type": type } });
    } catch {
      // Not there.
    }
  }
  if (parts[0] !== "index.html") return new Response("Not found.\n", { status: 404 });
  return new Response("The page is not built yet: set WIDGET_DIR to the folder that has it.\n");
}

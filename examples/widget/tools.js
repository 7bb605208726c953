/** Where Chromium and the built page are. */
import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The folder of the built page; WIDGET_DIR names another one. */
export const pageFolder = process.env.WIDGET_DIR ?? join(here, "build");

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The program that the variable CHROMIUM names, or else an installed one; undefined if there is none. */
export function chromiumPath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const find = (name) => folders.map((folder) => join(folder, name)).find(isExecutable);
  const { CHROMIUM } = process.env;
  if (CHROMIUM) return isExecutable(CHROMIUM) ? CHROMIUM : find(CHROMIUM);
  return PROGRAMS.map(find).find(Boolean) ?? APPLICATIONS.find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Whether the page has been built from the sources as they are. */
export function isPageBuilt() {
  const page = join(pageFolder, "index.html");
  const sources = [
    ...["build.js", "tsconfig.json", "package-lock.json"].map((file) => join(here, file)),
    ...readdirSync(join(here, "src")).map((file) => join(here, "src", file)),
  ];
  return existsSync(page) && sources.every((file) => statSync(file).mtimeMs <= statSync(page).mtimeMs);
}

// Preloaded on a platform for which there is no package yet: the loader takes the addon that
// `npm run build` has put into npm/, as it would take it from the platform's package.
const { readdirSync } = require("node:fs");
const path = require("node:path");
const { root, platform } = require("../scripts/tools.js");

const folder = path.join(root, "npm", platform);
const [addon] = readdirSync(folder).filter((file) => file.endsWith(".node"));
const loader = path.join(root, "native.js");
require.cache[loader] = { id: loader, filename: loader, loaded: true, exports: require(path.join(folder, addon)) };

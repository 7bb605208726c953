// The package on Cloudflare Workers, which compile WebAssembly only when they are deployed.

import create from "./client.js";
import module from "./notifizz-token.wasm";
import open from "./wasm.js";

const api = create(open(module));

export const { NotifizzClient, DispatchReceiver, diagnose, diagnoseDispatch, isTokenScheme, backend } = api;
export default api;

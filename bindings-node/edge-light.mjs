// The package on Vercel's edge runtime, which compiles WebAssembly only when it is deployed.

import create from "./client.js";
import module from "./notifizz-token.wasm?module";
import open from "./wasm.js";

const api = create(open(module));

export const { NotifizzClient, DispatchReceiver, diagnose, diagnoseDispatch, isTokenScheme, backend } = api;
export default api;

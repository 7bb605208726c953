// Exports the same objects as require(), so that a program that uses both has one class.
import api from "./index.js";

export const { NotifizzClient, DispatchReceiver, diagnose, diagnoseDispatch, isTokenScheme, backend } = api;
export default api;

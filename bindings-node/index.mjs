// Not a default import of the class: the named exports are the same objects as require() gives.
import binding from "./index.js";

export const { NotifizzClient } = binding;

// The same objects as require() gives, so that a program with both has one class.
import binding from "./index.js";

export const { NotifizzClient, diagnose } = binding;

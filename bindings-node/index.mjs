// Exports the same objects as require(), so that a program that uses both has one class.
import binding from "./index.js";

export const { NotifizzClient, diagnose } = binding;

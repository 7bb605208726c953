// For vitest, which has imports.
import * as binding from "notifizz-token";
import cases from "./cases.js";

cases(binding, { test, expect });

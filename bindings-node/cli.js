#!/usr/bin/env node
// The same command line, to the letter, as the Python package has: core/vectors/cli.json.
const { readFileSync } = require("node:fs");
const { parseArgs } = require("node:util");

const USAGE = `\
usage: notifizz-token generate USER_ID [OPTION]...
       notifizz-token verify USER_ID TOKEN [OPTION]...
       notifizz-token diagnose USER_ID TOKEN [OPTION]...
`;

const HELP = `${USAGE}
Makes, checks and explains Notifizz hashed tokens. Unofficial.

  generate   print the hashed token of a user ID
  verify     say whether TOKEN is the hashed token of USER_ID
  diagnose   name the mistake TOKEN was made with, or the scheme it was made under

The auth secret key is the content of the environment variable NOTIFIZZ_AUTH_SECRET_KEY, or of
--secret-file, which goes first. It is used exactly as it is, a line end at its end included.

  --scheme SCHEME          hmac-sha256 (the default) or sha256-concat
  --secret-file FILE       a file with the auth secret key
  --sdk-secret-file FILE   diagnose: a file with the SDK Secret Key, if it may have been used by
                           mistake; NOTIFIZZ_SDK_SECRET_KEY does the same
  --user-email EMAIL       diagnose: the user's e-mail, if it may have been signed by mistake
  --json                   print JSON
  --version                print the version
  --help                   print this

Write -- before a USER_ID or TOKEN that begins with a dash.
Exit status: 0 yes, 1 no (a wrong token, or a diagnosis other than correct), 2 a usage error or an
input that is refused.
`;

const OPTIONS = {
  scheme: { type: "string" },
  "secret-file": { type: "string" },
  "sdk-secret-file": { type: "string" },
  "user-email": { type: "string" },
  json: { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean" },
};

/** What each command takes. */
const COMMANDS = { generate: ["USER_ID"], verify: ["USER_ID", "TOKEN"], diagnose: ["USER_ID", "TOKEN"] };

/** Its message is ours: those of parseArgs repeat the argument, which could be a secret. */
class UsageError extends Error {}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw new UsageError("unknown option");
    throw new UsageError("an option lacks its value, or has one where it takes none");
  }
}

function invalidText() {
  const { INVALID_TEXT, failure } = require("./errors.js");
  return failure(INVALID_TEXT);
}

// Node.js puts U+FFFD for every byte of an argument or variable that is not UTF-8, so that two IDs
// would share a token. It cannot be told from a U+FFFD that was meant, so both are refused.
function intact(text) {
  if (text.includes("\ufffd")) throw invalidText();
  return text;
}

function readSecret(option, file, variable) {
  if (file === undefined) return variable === undefined ? undefined : intact(variable);
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`the file of --${option} cannot be read (${error.code})`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidText();
  }
}

/** What to print, and the exit status. */
function run(args, env) {
  const { values, positionals } = parse(args);
  if (values.help) return [HELP, 0];
  if (values.version) return [`${require("./package.json").version}\n`, 0];

  const [command, ...operands] = positionals;
  if (command === undefined) throw new UsageError("no command");
  if (!Object.hasOwn(COMMANDS, command)) throw new UsageError("unknown command");
  const wanted = COMMANDS[command];
  if (operands.length < wanted.length) throw new UsageError(`${command} needs a ${wanted[operands.length]}`);
  if (operands.length > wanted.length) throw new UsageError(`${command} takes no more than ${wanted.join(" and ")}`);
  if (command !== "diagnose" && (values["sdk-secret-file"] ?? values["user-email"]) !== undefined) {
    throw new UsageError("--sdk-secret-file and --user-email are for diagnose only");
  }
  for (const text of args) intact(text);

  const authSecretKey = readSecret("secret-file", values["secret-file"], env.NOTIFIZZ_AUTH_SECRET_KEY);
  if (authSecretKey === undefined) {
    throw new UsageError("no auth secret key: set NOTIFIZZ_AUTH_SECRET_KEY, or pass --secret-file FILE");
  }
  const [userId, token] = operands;
  const { NotifizzClient, diagnose } = require("./index.js");
  const json = (answer) => `${JSON.stringify(answer)}\n`;

  if (command === "diagnose") {
    const found = diagnose({
      token,
      userId,
      authSecretKey,
      tokenScheme: values.scheme,
      sdkSecretKey: readSecret("sdk-secret-file", values["sdk-secret-file"], env.NOTIFIZZ_SDK_SECRET_KEY),
      userEmail: values["user-email"],
    });
    const { code, scheme = null, message } = found;
    return [values.json ? json({ code, scheme, message }) : `${code}: ${message}\n`, code === "correct" ? 0 : 1];
  }
  const client = new NotifizzClient(authSecretKey, null, { tokenScheme: values.scheme });
  const scheme = client.tokenScheme;
  if (command === "verify") {
    const valid = client.verifyHashedToken(userId, token);
    return [values.json ? json({ valid, scheme }) : valid ? "valid\n" : "not valid\n", valid ? 0 : 1];
  }
  const made = client.generateHashedToken(userId);
  return [values.json ? json({ token: made, scheme }) : `${made}\n`, 0];
}

try {
  const [output, status] = run(process.argv.slice(2), process.env);
  process.stdout.write(output);
  process.exitCode = status;
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`notifizz-token: ${error.message}\n${USAGE}`);
  else if (error.code?.startsWith("ERR_NOTIFIZZ_")) process.stderr.write(`notifizz-token: ${error.message}\n`);
  else throw error;
  process.exitCode = 2;
}

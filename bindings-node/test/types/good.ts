// Everything that a user can write, and the exact types of the results.
import {
  default as api,
  type backend,
  type DiagnoseInput,
  type Diagnosis,
  type DiagnosisCode,
  diagnose,
  isTokenScheme,
  NotifizzClient,
  type NotifizzClientOptions,
  type NotifizzErrorCode,
  type TokenScheme,
  type WidgetOptions,
  type WidgetUser,
} from "notifizz-token";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_T extends true>(): void {}

const scheme: TokenScheme = "sha256-concat";
const options: NotifizzClientOptions = { tokenScheme: scheme, webhookSigningSecret: "whsec" };
declare const fromEnvironment: string | undefined;

const clients: NotifizzClient[] = [
  new NotifizzClient("key"),
  new NotifizzClient("key", "sdk"),
  new NotifizzClient("key", null),
  new NotifizzClient("key", fromEnvironment),
  new NotifizzClient("key", "sdk", "whsec"),
  new NotifizzClient("key", "sdk", null),
  new NotifizzClient("key", "sdk", options),
  new NotifizzClient("key", undefined, undefined, options),
  new NotifizzClient("key", "sdk", "whsec", { tokenScheme: "hmac-sha256" }),
  new NotifizzClient("key", "sdk", { tokenScheme: undefined, webhookSigningSecret: fromEnvironment }),
];
const [client] = clients as [NotifizzClient];

const token = client.generateHashedToken("user_42");
const subscribe = client.generateSubscribeToken("user_42", "project_7");
const signature = client.signDispatchPayload("{}");
const bytes = new Uint8Array(2);
for (const payload of [bytes, bytes.buffer, new DataView(bytes.buffer)]) client.signDispatchPayload(payload);
is<Equal<typeof token, string>>();
is<Equal<typeof subscribe, string>>();
is<Equal<typeof signature, string>>();

const request: unknown = JSON.parse("{}");
const verified = [
  client.verifyHashedToken("user_42", token),
  client.verifyHashedToken(request, request),
  client.verifySubscribeToken(request, request, request),
  client.verifyDispatchSignature(request, undefined),
];
is<Equal<typeof verified, boolean[]>>();

const widget = client.widgetOptions({ userId: "user_42", userEmail: "alice@example.com", apiKey: fromEnvironment });
is<Equal<typeof widget, WidgetOptions>>();
is<Equal<(typeof widget)["authType"], "backendToken">>();
is<Equal<(typeof widget)["token"], string>>();
is<Equal<(typeof client)["tokenScheme"], TokenScheme>>();
is<Equal<(typeof client)["keyFingerprint"], string>>();
is<Equal<TokenScheme, "hmac-sha256" | "sha256-concat">>();

const input: DiagnoseInput = { token, userId: "user_42", authSecretKey: "key" };
const diagnosis = diagnose({
  ...input,
  tokenScheme: client.tokenScheme,
  sdkSecretKey: fromEnvironment,
  userEmail: null,
});
is<Equal<typeof diagnosis, Diagnosis>>();
is<Equal<(typeof diagnosis)["scheme"], TokenScheme | undefined>>();
is<Equal<(typeof diagnosis)["message"], string>>();
const code: DiagnosisCode = diagnosis.code;
if (code === "other_scheme") new NotifizzClient("key", null, { tokenScheme: diagnosis.scheme });

class AppClient extends NotifizzClient {
  forUser(user: { id: number; email: string }): WidgetOptions {
    return this.widgetOptions({ userId: String(user.id), userEmail: user.email });
  }
}
new AppClient("key").forUser({ id: 42, email: "alice@example.com" });

{
  using closed = new api.NotifizzClient("key");
  closed.close();
  is<Equal<ReturnType<typeof closed.toJSON>, { tokenScheme: TokenScheme; keyFingerprint: string }>>();
}
declare const configured: unknown;
if (isTokenScheme(configured)) is<Equal<typeof configured, TokenScheme>>();
is<Equal<typeof backend, "native" | "wasm">>();
const user: WidgetUser = { userId: "user_42", userEmail: "alice@example.com" };
client.widgetOptions(user);
const errorCode: NotifizzErrorCode = "ERR_NOTIFIZZ_EMPTY_USER_ID";
void errorCode;

/** The endpoints of every backend in examples/; see examples/README.md. */

export interface WidgetOptions {
  apiKey?: string;
  authType: string;
  token: string;
  userId: string;
  userEmail: string;
}

/** Django requires the cookie that it set in a header too; the others set none. */
function csrfHeader(): Record<string, string> {
  const cookie = document.cookie.split("; ").find((text) => text.startsWith("csrftoken="));
  return cookie ? { "X-CSRFToken": decodeURIComponent(cookie.slice("csrftoken=".length)) } : {};
}

/** Posts a form and gives the status of the answer. */
export async function post(path: string, form: Record<string, string> = {}): Promise<number> {
  const response = await fetch(path, {
    method: "POST",
    headers: csrfHeader(),
    body: new URLSearchParams(form),
  });
  await response.arrayBuffer(); // an answer left unread stays open
  return response.status;
}

/** The options for the user of the session, or null for a visitor without one. */
export async function widgetOptions(): Promise<WidgetOptions | null> {
  const response = await fetch("/notifizz/widget-options", { headers: { Accept: "application/json" } });
  const body = await response.text();
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`The backend answered ${response.status}.`);
  return JSON.parse(body);
}

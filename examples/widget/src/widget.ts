/** The local mock server's answer to a check. Notifizz's own widget does not report to the page. */
export interface Verdict {
  state: "accepted" | "rejected";
  unread?: number;
  code?: string;
  message?: string;
}

/** Calls back when the mock server's widget has loaded, and after each of its checks. */
export function listenToMockServer(loaded: () => void, checked: (verdict: Verdict) => void): void {
  window.addEventListener("notifizz-mock-server", (event) => {
    const detail = (event as CustomEvent).detail;
    if (detail.state === "loaded") loaded();
    else checked(detail);
  });
}

/** Calls back if a widget script does not load; such errors do not bubble. */
export function listenToFailure(failed: () => void): void {
  const isWidget = (target: EventTarget | null) =>
    target instanceof HTMLScriptElement && target.src.endsWith("/widget.js");
  window.addEventListener("error", (event) => isWidget(event.target) && failed(), { capture: true });
}

/** Loads the script that the page names, if it names one, as the component itself would. */
export async function loadNamedScript(): Promise<void> {
  const source = document.querySelector<HTMLMetaElement>('meta[name="widget-script"]')?.content;
  if (!source) return;
  const script = document.createElement("script");
  script.type = "module";
  script.src = source;
  script.dataset.widget = "notifizz"; // by this Notifizz's component sees that it is there
  await new Promise<void>((resolve) => {
    script.onload = script.onerror = () => resolve();
    document.head.append(script);
  });
}

/**
 * The mock server's widget: a bell and a panel. It implements the part of Notifizz's loader protocol that
 * a backend's token needs (window.notifizz and its queue), and is no Notifizz product.
 */
const server = new URL(import.meta.url).origin;

const STYLE = `
:host { --ink: #1c1d26; --quiet: #5a5c6b; --paper: #ffffff; --line: #d9dae3; --accent: #4a3fd0; --bad: #b3261e;
  color-scheme: light dark; font: 16px/1.5 -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
@media (prefers-color-scheme: dark) {
  :host { --ink: #ececf2; --quiet: #a9abba; --paper: #20212b; --line: #3a3b49; --accent: #b3acff; --bad: #ff9a92; }
}
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
.bell { position: relative; display: grid; place-items: center; width: 44px; height: 44px; padding: 0; cursor: pointer;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 50%; }
.bell:hover { border-color: var(--accent); }
.bell svg { width: 22px; height: 22px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.badge { position: absolute; top: -5px; right: -5px; min-width: 21px; padding: 0 6px; border-radius: 11px;
  font-size: 13px; font-weight: 700; line-height: 21px; color: #fff; background: #4a3fd0; }
.rejected .badge { background: #b3261e; }
.panel { position: absolute; z-index: 10; top: calc(100% + 10px); right: 0; width: min(22rem, calc(100vw - 2rem));
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 14px;
  box-shadow: 0 12px 32px rgb(0 0 0 / 18%); overflow: hidden; text-align: left; }
.panel:focus-visible { outline-offset: -3px; }
h2 { padding: 14px 16px 10px; font-size: 16px; }
ul { list-style: none; padding: 0; }
li { display: grid; grid-template-columns: 10px 1fr; gap: 2px 10px; padding: 10px 16px; border-top: 1px solid var(--line); }
li::before { content: ""; grid-row: 1; margin-top: 8px; width: 8px; height: 8px; border-radius: 50%; background: var(--accent); }
li * { grid-column: 2; }
.quiet { font-size: 14px; color: var(--quiet); }
.why { padding: 0 16px 14px; }
.why code { font-weight: 700; color: var(--bad); overflow-wrap: anywhere; }
footer { padding: 8px 16px; border-top: 1px solid var(--line); font-size: 14px; color: var(--quiet); }
`;

const BELL = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
  stroke-linejoin="round" aria-hidden="true"><path d="M18 8a6 6 0 0 0-12 0c0 7-3 9-3 9h18s-3-2-3-9"/>
  <path d="M13.7 21a2 2 0 0 1-3.4 0"/></svg>`;

/** An element with these properties and children. Text is never parsed as HTML. */
function element(name, properties = {}, ...children) {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}

function show(result) {
  const place = document.getElementById("notifizz-notifications");
  if (!place) return;
  const accepted = result.state === "accepted";
  const count = accepted ? result.notifications.length : 0;

  const bell = element("button", { type: "button", className: "bell", innerHTML: BELL });
  bell.setAttribute("aria-label", accepted ? `Notifications, ${count} unread` : "Notifications, rejected");
  bell.setAttribute("aria-expanded", "false");
  bell.setAttribute("aria-controls", "panel");
  const badge = element("span", { className: "badge" }, accepted ? String(count) : "!");
  badge.setAttribute("aria-hidden", "true");
  bell.append(badge);

  const panel = element("section", { className: "panel", id: "panel", hidden: true, tabIndex: -1 });
  panel.setAttribute("aria-labelledby", "title");
  if (accepted) {
    const rows = result.notifications.map(({ title, when }) =>
      element("li", {}, element("span", {}, title), element("span", { className: "quiet" }, when)),
    );
    panel.append(element("h2", { id: "title" }, "Notifications"), element("ul", {}, ...rows));
  } else {
    const why = element("p", { className: "why" }, element("code", {}, result.code), ` ${result.message}`);
    panel.append(element("h2", { id: "title" }, "Rejected"), why);
  }
  panel.append(element("footer", {}, "Mock server, on this computer only"));

  const open = (yes) => {
    panel.hidden = !yes;
    bell.setAttribute("aria-expanded", String(yes));
    if (yes) panel.focus();
  };
  bell.addEventListener("click", () => open(panel.hidden));

  const frame = element("div", { className: accepted ? "accepted" : "rejected" }, bell, panel);
  frame.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    open(false);
    bell.focus();
  });
  const host = element("div");
  host.style.position = "relative";
  host.attachShadow({ mode: "open" }).append(element("style", {}, STYLE), frame);
  place.replaceChildren(host);
}

/** Reports to the example's page; Notifizz's widget does not. */
function report(detail) {
  window.dispatchEvent(new CustomEvent("notifizz-mock-server", { detail }));
}

let latest = 0;

async function check(token, userId, userEmail) {
  const mine = ++latest;
  let result;
  try {
    const body = new URLSearchParams({ token, userId, userEmail });
    const response = await fetch(`${server}/verify`, { method: "POST", body });
    if (!response.ok) throw new Error(`status ${response.status}`);
    result = await response.json();
  } catch (error) {
    result = { state: "rejected", code: "unreachable", message: `The mock server does not answer: ${error.message}.` };
  }
  if (mine !== latest) return;
  show(result);
  const { state, code, message, notifications } = result;
  report({ state, code, message, unread: notifications?.length });
}

const commands = {
  async authenticateWithBackendToken(token, { user }, callback) {
    await check(token, user.id, user.email);
    callback?.();
  },
};

window.notifizz = (command, ...args) => {
  if (Object.hasOwn(commands, command)) commands[command](...args);
  else console.info(`The mock server does not know "${command}".`);
};
report({ state: "loaded" });
// The calls from before this script had loaded.
for (const args of window._notifizz?._queue?.splice(0) ?? []) window.notifizz(...args);

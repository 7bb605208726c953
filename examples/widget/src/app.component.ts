import { Component, computed, signal } from "@angular/core";
import { NotifizzAngularComponent } from "@notifizz/angular";
import { post, type WidgetOptions, widgetOptions } from "./backend";
import { listenToFailure, listenToMockServer, loadNamedScript, type Verdict } from "./widget";

type StepState = "waiting" | "working" | "done" | "failed";

@Component({
  selector: "example-app",
  standalone: true,
  imports: [NotifizzAngularComponent],
  templateUrl: "./app.component.html",
})
export class AppComponent {
  readonly users = [
    { name: "alice", password: "wonderland", id: "user_42" },
    { name: "bob", password: "builder", id: "user_43" },
  ];

  readonly username = signal("");
  readonly password = signal("");
  readonly busy = signal(false);
  /** Whether the backend has answered that this visitor has no session. */
  readonly visitor = signal(false);
  readonly problem = signal("");
  /** The backend's answer for the user of the session. */
  readonly options = signal<WidgetOptions | null>(null);
  /** The options for the widget, which the visitor can change. */
  readonly draft = signal<WidgetOptions | null>(null);
  /** Notifizz's component reads its options once, so after a change @for creates a new component. */
  readonly handed = signal<ReturnType<typeof forComponent>[]>([]);
  readonly verdict = signal<Verdict | null>(null);
  readonly failure = signal("");
  readonly mockServer = signal(false);

  readonly otherUser = computed(() => this.users.find((user) => user.id !== this.options()?.userId));
  readonly userName = computed(() => this.users.find((user) => user.id === this.options()?.userId)?.name);
  readonly loginStep = computed<StepState>(() => (this.options() ? "done" : this.busy() ? "working" : "waiting"));
  readonly backendSteps = computed<StepState>(() => (this.options() ? "done" : "waiting"));
  readonly checkStep = computed<StepState>(() => {
    if (this.failure() || this.verdict()?.state === "rejected") return "failed";
    if (this.verdict()) return "done";
    return this.handed().length ? "working" : "waiting";
  });
  /** One line for screen readers. */
  readonly announcement = computed(() => {
    if (this.problem() || this.failure()) return ""; // alerts of their own
    const verdict = this.verdict();
    if (verdict?.state === "accepted") return "All four steps are done: the token was accepted.";
    if (verdict) return `Step 4: the token was rejected. ${verdict.message}`;
    if (this.options()) return "Logged in. The token is on its way to the widget.";
    return this.visitor() ? "Not logged in." : "";
  });

  constructor() {
    listenToMockServer(
      () => this.mockServer.set(true),
      (verdict) => this.verdict.set(verdict),
    );
    listenToFailure(() =>
      this.failure.set("widget.js did not load: no network, a content blocker, or a Content-Security-Policy."),
    );
    this.work(async () => {
      await loadNamedScript();
      await this.ask();
    });
  }

  fillIn(user: { name: string; password: string }): void {
    this.username.set(user.name);
    this.password.set(user.password);
  }

  logIn(event: Event): void {
    event.preventDefault();
    this.work(async () => {
      const status = await post("/login", { username: this.username(), password: this.password() });
      if (status === 204) await this.ask();
      else this.problem.set(status === 401 ? "Wrong user name or password." : `The backend answered ${status}.`);
    });
  }

  logOut(): void {
    this.work(async () => {
      await post("/logout");
      this.password.set("");
      await this.ask();
    });
  }

  /** Steps 2 and 3: ask the own backend; it takes the user from the session. */
  private async ask(): Promise<void> {
    const options = await widgetOptions();
    this.visitor.set(options === null);
    this.options.set(options);
    if (options) this.hand(options);
    else this.withdraw();
  }

  /** Step 4: give them to Notifizz's component. */
  hand(options: WidgetOptions): void {
    this.withdraw();
    this.draft.set(options);
    // The component throws without one.
    if (options.apiKey) this.handed.set([forComponent(options)]);
    else this.failure.set("The widget wants an apiKey: start the backend with NOTIFIZZ_FRONT_API_KEY.");
  }

  private withdraw(): void {
    this.draft.set(null);
    this.handed.set([]);
    this.verdict.set(null);
    this.failure.set("");
  }

  edit(change: Partial<WidgetOptions>): void {
    this.draft.update((draft) => draft && { ...draft, ...change });
  }

  tryWith(change: Partial<WidgetOptions>): void {
    const options = this.options();
    if (options) this.hand({ ...options, ...change });
  }

  handDraft(event: Event): void {
    event.preventDefault();
    const draft = this.draft();
    if (draft) this.hand(draft);
  }

  /** The token with its last character changed, still hex. */
  forged(token: string): string {
    return token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
  }

  value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  }

  private async work(task: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set("");
    try {
      await task();
    } catch (error) {
      this.problem.set(error instanceof TypeError ? "The backend does not answer." : (error as Error).message);
    } finally {
      this.busy.set(false);
    }
  }
}

/** The component's type wants these three as well. */
function forComponent(options: WidgetOptions) {
  return { ...options, apiKey: options.apiKey, position: null, notificationCenterStyles: null, bellStyles: null };
}

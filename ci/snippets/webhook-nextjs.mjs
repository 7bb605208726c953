import { serve } from "./serve.mjs";

// snippet: webhooks.md | Next.js, and whatever speaks Request and Response | js | 1

serve(POST);

import { serve } from "./serve.mjs";

// snippet: add-to-your-app.md | Next.js | js | 2

let user;
async function currentUser() {
  return user;
}
serve((request) => {
  user = JSON.parse(request.headers.get("x-user"));
  return GET(request);
});

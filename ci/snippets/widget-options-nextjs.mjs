// A route handler is a function of a request, which needs no Next.js to run.
// snippet: add-to-your-app.md | Next.js | js | 2
import { createServer } from "node:http";

let user;
async function currentUser() {
  return user;
}
createServer(async (request, response) => {
  user = JSON.parse(request.headers["x-user"]);
  const answer = await GET();
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
}).listen(process.env.PORT, "127.0.0.1");

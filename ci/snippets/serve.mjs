// Serves a function of a Request, such as a route handler, which needs no framework to run.
import { createServer } from "node:http";

export function serve(handle) {
  createServer(async (request, response) => {
    const { method, headers, url } = request;
    const body = method === "POST" ? Buffer.concat(await request.toArray()) : undefined;
    const answer = await handle(new Request(`http://127.0.0.1${url}`, { method, headers, body }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  }).listen(process.env.PORT, "127.0.0.1");
}

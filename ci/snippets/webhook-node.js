// snippet: webhooks.md | Node.js | js | 1
const { createServer } = require("node:http");

createServer(async (request, response) => {
  const chunks = await request.toArray();
  response.writeHead(dispatchEvent(Buffer.concat(chunks)) === null ? 400 : 204).end();
}).listen(process.env.PORT, "127.0.0.1");

const app = require("fastify")();
// snippet: webhooks.md | Fastify | js | 1
app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });

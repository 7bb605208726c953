const app = require("fastify")();
app.addHook("onRequest", async (request) => {
  request.user = JSON.parse(request.headers["x-user"]);
});
// snippet: add-to-your-app.md | Fastify | js | 1
app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
